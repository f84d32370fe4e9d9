import QtQuick
import Kiosk.Theme

// What may have happened: a picture, a word as people say it, and an example below it.
Touchable {
    id: root

    readonly property real room: width - Math.min(Theme.px(104), height - Theme.px(20)) - Theme.px(64)
    // The example stands there where it fits on one line.
    readonly property bool roomy: measure.advanceWidth < room && height >= Theme.type(46) * 1.45 + Theme.least * 1.6 + Theme.px(18) && choice && choice.group !== ""

    Accessible.description: choice ? choice.group : ""
    background: Panel {
        color: root.down ? Theme.tintDown : Theme.white
        border.color: root.down || root.visualFocus ? Theme.blue : Theme.line
        border.width: root.down || root.visualFocus ? Theme.stroke : Theme.px(2)
    }
    contentItem: Item {
        TextMetrics {
            id: measure

            font.family: Qt.application.font.family
            font.pixelSize: Theme.type(28)
            text: root.choice ? root.choice.group : ""
        }
        Rectangle {
            id: tile

            x: Theme.px(22)
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Theme.px(104), root.height - Theme.px(20))
            height: width
            radius: Theme.px(26)
            color: Theme.navy

            Icon {
                anchors.centerIn: parent
                edge: Math.round(parent.width * 0.62)
                name: root.choice ? Theme.iconOf(root.choice.id) : ""
                tone: Theme.white
            }
        }
        Words {
            id: said

            x: tile.x + tile.width + Theme.px(24)
            y: root.roomy ? (parent.height - height - example.height) / 2 : 0
            width: parent.width - x - Theme.px(14)
            height: root.roomy ? Math.min(Theme.type(50) * 1.45, parent.height - example.height) : parent.height
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: root.text
            font.pixelSize: Theme.type(shown.language === "zh" ? 50 : 40)
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
        Words {
            id: example

            visible: root.roomy
            x: said.x
            y: said.y + said.height
            width: said.width
            height: Theme.least * 1.5
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: root.choice ? root.choice.group : ""
            font.pixelSize: Theme.type(28)
            color: Theme.soft
            on: Theme.white
        }
    }
}
