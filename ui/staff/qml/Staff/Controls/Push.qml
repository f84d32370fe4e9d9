import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Kiosk.Controls

// A button. `look`: primary, plain, danger, quiet. `hint` is its key, shown behind the word.
T.AbstractButton {
    id: root

    property string look: "plain"
    property string iconName: ""
    property string hint: ""
    readonly property color ground: !enabled ? Theme.paper : ({
        primary: down ? Theme.blueDown : Theme.blue,
        plain: down ? Theme.tintDown : Theme.white,
        danger: down ? Theme.redDeep : Theme.red,
        quiet: down || hovered ? Theme.tint : Theme.white
    })[look]
    readonly property color tone: !enabled ? Theme.soft : look === "primary" || look === "danger" ? Theme.white : Theme.navy

    implicitHeight: Desk.button
    implicitWidth: line.implicitWidth + Desk.px(28)
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    background: Rectangle {
        radius: Desk.radius
        color: root.ground
        border.width: root.activeFocus ? Desk.px(3) : root.look === "quiet" ? 0 : Desk.stroke
        border.color: root.activeFocus ? Theme.gold : root.look === "plain" || !root.enabled ? Theme.line : root.ground
    }
    contentItem: Item {
        Row {
            id: line

            anchors.centerIn: parent
            spacing: Desk.px(8)

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                edge: Desk.px(20)
                name: root.iconName
                tone: root.tone
            }
            Say {
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font.bold: root.look === "primary" || root.look === "danger"
                color: root.tone
                on: root.ground
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Say {
                anchors.verticalCenter: parent.verticalCenter
                visible: root.hint !== ""
                text: root.hint
                font.pixelSize: Desk.small
                color: root.tone
                on: root.ground
                wrapMode: Text.NoWrap
            }
        }
    }
}
