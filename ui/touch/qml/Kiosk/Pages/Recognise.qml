import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// The card is being read.
Page {
    id: root

    Rectangle {
        id: frame

        width: parent.width
        height: Math.min(parent.height, Theme.px(760))
        anchors.verticalCenter: parent.verticalCenter
        radius: Theme.radius
        color: Theme.tint
        clip: true

        Image {
            id: card

            visible: shown.card !== ""
            anchors.fill: parent
            anchors.margins: Theme.px(56)
            source: shown.card
            fillMode: Image.PreserveAspectFit
            cache: false
            Accessible.ignored: true
        }
        Image {
            visible: !card.visible
            anchors.centerIn: parent
            width: Math.min(parent.width * 0.64, parent.height * 0.7 * 1.58)
            height: width / 1.58
            source: art + "scene/" + (["id_card_back", "driving_licence"].includes(shown.document) ? shown.document : "id_card_front") + ".svg"
            sourceSize: Qt.size(width, height)
            Accessible.ignored: true
        }
        // The reading line.
        Rectangle {
            id: line

            property real at: 0.5

            width: parent.width - Theme.px(64)
            height: Theme.px(8)
            radius: height / 2
            x: Theme.px(32)
            y: Theme.px(24) + (parent.height - Theme.px(56)) * at
            color: Theme.blue

            Rectangle {
                width: parent.width
                height: Theme.px(60)
                y: -height
                gradient: Gradient {
                    GradientStop { position: 0; color: "#001b57c9" }
                    GradientStop { position: 1; color: "#401b57c9" }
                }
            }
            SequentialAnimation on at {
                running: line.visible && !Theme.still
                loops: Animation.Infinite
                NumberAnimation { from: 0.02; to: 1; duration: 1500; easing.type: Easing.InOutSine }
                NumberAnimation { from: 1; to: 0.02; duration: 1500; easing.type: Easing.InOutSine }
            }
        }
    }
}
