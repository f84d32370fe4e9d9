import QtQuick
import Kiosk.Theme

// Letters and digits on the screen, for a kiosk without a keyboard; `target` is the line that is typed in.
Item {
    id: root

    property var target: null
    // A password has capitals and signs, too; ⇧ stands for the key that turns to them and back.
    property bool capitals: false
    readonly property var rows: capitals ? ["!@#$%&*()+", "QWERTYUIOP", "ASDFGHJKL⇧", "ZXCVBNM-?⌫"] : ["1234567890", "qwertyuiop", "asdfghjkl⇧", "zxcvbnm._⌫"]
    readonly property real gap: Theme.px(10)

    implicitHeight: 4 * Math.max(66, Theme.px(96)) + 3 * gap

    Repeater {
        model: root.rows.join("").split("")

        Touchable {
            id: key

            required property string modelData
            required property int index

            focusPolicy: Qt.NoFocus
            x: (index % 10) * (width + root.gap)
            y: Math.floor(index / 10) * (height + root.gap)
            width: (root.width - 9 * root.gap) / 10
            height: (root.height - 3 * root.gap) / 4
            text: modelData === "⇧" ? (root.capitals ? "abc" : "ABC") : modelData
            Accessible.name: modelData === "⌫" ? shown.words["delete"] || "" : text
            onClicked: {
                if (modelData === "⇧") {
                    root.capitals = !root.capitals;
                    return;
                }
                const line = root.target;
                if (!line)
                    return;
                if (modelData !== "⌫")
                    line.insert(line.cursorPosition, modelData);
                else if (line.selectedText !== "")
                    line.remove(line.selectionStart, line.selectionEnd);
                else
                    line.remove(line.cursorPosition - 1, line.cursorPosition);
                if (line.textEdited)
                    line.textEdited();
            }
            background: Rectangle {
                radius: Theme.px(14)
                color: key.down ? Theme.tintDown : Theme.white
                border.color: Theme.line
                border.width: Theme.stroke
            }
            contentItem: Words {
                text: key.text
                font.pixelSize: Theme.type(key.text.length > 1 ? 26 : 40)
                font.bold: true
                color: Theme.navy
                on: Theme.white
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
        }
    }
}
