import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Kiosk.Controls

// A page in the list on the left.
T.AbstractButton {
    id: root

    property string iconName: ""
    property string hint: ""
    property bool on: false
    readonly property color ground: on ? Theme.white : down || hovered ? Theme.blue : Theme.navy
    readonly property color tone: on ? Theme.navy : Theme.white

    height: Desk.px(48)
    hoverEnabled: true
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: on
    Accessible.onPressAction: click()
    background: Rectangle {
        color: root.ground
        border.width: root.activeFocus ? Desk.px(2) : 0
        border.color: Theme.gold

        Rectangle {
            visible: root.on
            width: Desk.px(5)
            height: parent.height
            color: Theme.gold
        }
    }
    contentItem: Item {
        Icon {
            id: picture

            x: Desk.px(16)
            anchors.verticalCenter: parent.verticalCenter
            edge: Desk.px(22)
            name: root.iconName
            tone: root.tone
        }
        Say {
            anchors.left: picture.right
            anchors.leftMargin: Desk.px(12)
            anchors.right: key.left
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: root.tone
            on: root.ground
            font.bold: root.on
            Accessible.ignored: true
        }
        Say {
            id: key

            anchors.right: parent.right
            anchors.rightMargin: Desk.px(10)
            anchors.verticalCenter: parent.verticalCenter
            text: root.hint.replace("Ctrl+", "⌃")
            wrapMode: Text.NoWrap
            font.pixelSize: Desk.small
            color: root.tone
            on: root.ground
        }
    }
}
