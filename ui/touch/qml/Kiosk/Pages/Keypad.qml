import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A number or a plate, by hand. What is typed leaves the window only with "done".
Page {
    id: root

    property string typed: ""
    readonly property bool plate: shown.keypad === "plate"

    actions: []

    function add(key) {
        if (typed.length < (plate ? 8 : 18))
            typed += key;
    }
    // Read in groups: 138 0013 8000, 浙B 12345.
    function grouped(text) {
        if (plate)
            return text.length > 2 ? text.slice(0, 2) + " " + text.slice(2) : text;
        return text.length > 3 ? text.slice(0, 3) + " " + text.slice(3).replace(/(.{4})(?=.)/g, "$1 ") : text;
    }

    Panel {
        id: display

        width: Theme.portrait ? parent.width : parent.width - 2 * (erase.width + Theme.gap)
        height: Theme.portrait ? Theme.px(160) : Theme.action
        border.color: Theme.blue
        border.width: Theme.stroke

        Words {
            anchors.fill: parent
            anchors.margins: Theme.px(8)
            fit: true
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: root.typed === "" ? "—" : root.grouped(root.typed)
            font.pixelSize: Theme.type(Theme.portrait ? 80 : 60)
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
    }
    Item {
        id: pads

        y: display.height + Theme.gap
        width: parent.width
        height: (Theme.portrait ? erase.y - Theme.gap : parent.height) - y

        KeyPad {
            visible: !root.plate
            anchors.fill: parent
            columns: Theme.portrait ? 3 : 5
            keys: Theme.portrait ? ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", ""] : "1234567890".split("")
            onTyped: key => root.add(key)
        }
        PlatePad {
            visible: root.plate
            anchors.fill: parent
            provinces: root.typed === ""
            onTyped: key => root.add(key)
        }
    }
    PrimaryButton {
        id: erase

        x: Theme.portrait ? 0 : parent.width - 2 * width - Theme.gap
        y: Theme.portrait ? parent.height - height - Theme.px(8) : 0
        width: Theme.portrait ? (parent.width - Theme.gap) / 2 : Theme.px(Theme.large ? 260 : 230)
        height: Theme.action
        look: "secondary"
        iconName: "delete"
        text: shown.words.delete || ""
        onClicked: root.typed = root.typed.slice(0, -1)
    }
    PrimaryButton {
        x: parent.width - width
        y: erase.y
        width: erase.width
        height: Theme.action
        enabled: root.typed !== ""
        look: enabled ? "primary" : "secondary"
        iconName: "check"
        text: shown.words.done || ""
        onClicked: {
            hand.tap("text", root.typed);
            root.typed = "";
        }
    }
}
