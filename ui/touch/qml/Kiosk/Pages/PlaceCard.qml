import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Lay the card down: how it is done, and what the camera sees while it waits.
Page {
    id: root

    readonly property bool live: shown.preview !== ""
    readonly property bool tall: Theme.portrait

    Panel {
        id: demo

        width: root.live && !root.tall ? (parent.width - Theme.gap) * 0.42 : parent.width
        height: root.live && root.tall ? (parent.height - Theme.gap) * 0.44 : parent.height

        CardScene {
            anchors.fill: parent
            anchors.margins: Theme.px(24)
            anchors.bottomMargin: side.visible ? side.height + Theme.px(40) : Theme.px(24)
            document: shown.document
        }
        Chip {
            id: side

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.px(24)
            text: shown.words["side." + shown.document] || ""
            iconName: "card"
            size: Theme.body
            most: parent.width - Theme.px(40)
        }
    }
    CameraView {
        visible: root.live
        x: root.tall ? 0 : demo.width + Theme.gap
        y: root.tall ? demo.height + Theme.gap : 0
        width: parent.width - x
        height: parent.height - y
    }
}
