import QtQuick
import Kiosk.Theme

// Large type and language, at the top of every page.
Touchable {
    id: root

    readonly property color ground: down ? Theme.heroEnd : Theme.heroMid

    implicitHeight: Math.max(60, Theme.px(Theme.large ? 92 : 80))
    implicitWidth: row.implicitWidth + Theme.px(52)
    background: Rectangle {
        radius: height / 2
        color: root.ground
        border.color: root.visualFocus ? Theme.gold : "#7fa6e6"
        border.width: Theme.px(2)
    }
    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: Theme.px(12)

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                edge: Theme.px(44)
                name: root.choice ? Theme.iconOf(root.choice.id) : ""
                tone: Theme.white
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font.pixelSize: Theme.type(34)
                font.bold: true
                wrapMode: Text.NoWrap
                color: Theme.white
                on: root.ground
            }
        }
    }
}
