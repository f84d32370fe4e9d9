import QtQuick
import Kiosk.Theme

// How loud it is just now: five bars.
Row {
    id: root

    property real level: 0
    property color tone: Theme.gold
    property int tall: Theme.px(52)

    spacing: Theme.px(8)
    height: tall
    Accessible.ignored: true

    Repeater {
        model: [0.55, 0.8, 1, 0.8, 0.55]

        Rectangle {
            required property real modelData

            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px(10)
            height: Math.max(width, root.tall * Math.min(1, root.level * 1.2) * modelData)
            radius: width / 2
            color: root.tone

            Behavior on height {
                enabled: !Theme.still
                NumberAnimation { duration: 60 }
            }
        }
    }
}
