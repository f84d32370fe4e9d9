import QtQuick
import Kiosk.Theme

// How a card is laid under the camera: it glides to its place, again and again.
Item {
    id: root

    property string document: "id_card_front"
    readonly property real s: Math.min(width / 760, height / 640)
    property real way: 1

    Accessible.role: Accessible.Graphic
    Accessible.name: shown.words["side." + document] || shown.title

    Item {
        width: 760 * root.s
        height: 640 * root.s
        anchors.centerIn: parent

        Image {
            x: 100 * root.s
            y: 10 * root.s
            width: 560 * root.s
            height: 620 * root.s
            source: art + "scene/stand.svg"
            sourceSize: Qt.size(width, height)
        }
        Rectangle {
            x: 226 * root.s
            y: 378 * root.s
            width: 308 * root.s
            height: 128 * root.s
            radius: 16 * root.s
            color: "transparent"
            border.color: Theme.blue
            border.width: Theme.stroke
            opacity: 0.75
        }
        Image {
            id: card

            readonly property string side: ["id_card_back", "driving_licence", "paper"].includes(root.document) ? root.document : "id_card_front"

            width: (284 + 40 * (1 - root.way)) * root.s
            height: width * (0.38 + 0.25 * (1 - root.way))
            x: (238 + 250 * (1 - root.way)) * root.s
            y: (388 + 90 * (1 - root.way)) * root.s
            source: art + "scene/" + side + ".svg"
            sourceSize: Qt.size(320 * root.s, 202 * root.s)
        }
    }
    SequentialAnimation on way {
        running: root.visible && !Theme.still
        loops: Animation.Infinite
        PropertyAction { value: 0 }
        PauseAnimation { duration: 500 }
        NumberAnimation { to: 1; duration: 1100; easing.type: Easing.InOutCubic }
        PauseAnimation { duration: 2200 }
    }
}
