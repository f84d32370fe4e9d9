import QtQuick
import Kiosk.Theme

// A large button with a picture and a word. `look`: primary, secondary, gold, danger, light.
Touchable {
    id: root

    property string look: "primary"
    property string iconName: choice ? Theme.iconOf(choice.id) : ""
    property int size: Theme.label
    readonly property color ground: ({
        primary: down ? Theme.blueDown : Theme.blue,
        secondary: down ? Theme.tintDown : Theme.white,
        gold: down ? Theme.goldDown : Theme.gold,
        danger: Theme.white,
        light: down ? Theme.tintDown : Theme.white
    })[look]
    readonly property color tone: ({
        primary: Theme.white,
        secondary: Theme.blue,
        gold: Theme.navy,
        danger: Theme.red,
        light: Theme.blue
    })[look]

    implicitWidth: Theme.px(420)
    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.topMargin: Theme.px(4)
            anchors.bottomMargin: -Theme.px(6)
            radius: height / 2
            color: root.look === "primary" ? "#331b57c9" : "#1a0b2559"
            visible: !root.down
        }
        Rectangle {
            anchors.fill: parent
            radius: Math.min(height / 2, Theme.px(66))
            color: root.ground
            border.width: root.look === "secondary" ? Theme.stroke : root.visualFocus ? Theme.stroke * 2 : 0
            border.color: root.look === "primary" ? Theme.gold : Theme.blue
        }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            height: parent.height
            spacing: Theme.px(18)

            Icon {
                id: picture

                anchors.verticalCenter: parent.verticalCenter
                edge: Math.round(root.size * 1.15)
                name: root.iconName
                tone: root.tone
            }
            Words {
                // The width is what is left beside the picture; the text gets smaller before it is cut.
                readonly property real room: root.width - Theme.px(48) - (picture.visible ? picture.width + parent.spacing : 0)

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(room, Math.ceil(measure.advanceWidth) + 4)
                height: root.height - Theme.px(8)
                fit: true
                text: root.text
                font.pixelSize: root.size
                font.bold: true
                color: root.tone
                on: root.ground
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: Text.AlignHCenter
            }
        }
        TextMetrics {
            id: measure

            font.family: Qt.application.font.family
            font.pixelSize: root.size
            font.bold: true
            text: root.text
        }
    }
}
