import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Goodbye, and don't leave the card behind.
Page {
    id: root

    kicker: ""
    hint: ""

    Panel {
        width: parent.width
        height: Math.min(parent.height, Theme.px(820))
        anchors.verticalCenter: parent.verticalCenter

        Image {
            id: card

            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.1
            height: parent.height * 0.42
            width: height * 320 / 202
            source: art + "scene/id_card_front.svg"
            sourceSize: Qt.size(width, height)
            Accessible.ignored: true
        }
        Words {
            anchors.top: card.bottom
            anchors.bottom: chip.top
            x: Theme.px(32)
            width: parent.width - 2 * x
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: shown.hint
            font.pixelSize: Theme.type(58)
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
        Chip {
            id: chip

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: parent.height * 0.07
            iconName: "eraser"
            text: shown.words.privacy || ""
            size: Theme.type(38)
            most: parent.width - Theme.px(60)
        }
    }
}
