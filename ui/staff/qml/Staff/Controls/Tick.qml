import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Kiosk.Controls

// A box to tick.
T.CheckBox {
    id: root

    property string hint: ""

    implicitHeight: Math.max(Desk.button, words.implicitHeight + Desk.px(10))
    implicitWidth: Desk.px(44) + words.implicitWidth
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    indicator: Rectangle {
        x: Desk.px(4)
        anchors.verticalCenter: parent.verticalCenter
        width: Desk.px(24)
        height: width
        radius: Desk.px(5)
        color: root.checked ? Theme.blue : Theme.white
        border.width: root.activeFocus ? Desk.px(3) : Desk.px(2)
        border.color: root.activeFocus ? Theme.gold : Theme.blue

        Icon {
            anchors.centerIn: parent
            visible: root.checked
            edge: Desk.px(18)
            name: "check"
            tone: Theme.white
        }
    }
    contentItem: Item {
        Say {
            id: words

            x: Desk.px(40)
            width: Math.min(implicitWidth, root.width - x)
            anchors.verticalCenter: parent.verticalCenter
            text: root.text + (root.hint ? "  " + root.hint : "")
            Accessible.ignored: true
        }
    }
}
