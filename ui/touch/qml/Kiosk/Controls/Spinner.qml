import QtQuick
import Kiosk.Theme

// Something is being done. Eight dots, one step after the other: cheap to paint.
Item {
    id: root

    property int at: 0
    property color tone: Theme.blue

    implicitWidth: Theme.px(72)
    implicitHeight: width
    Accessible.ignored: true

    Timer {
        interval: 110
        repeat: true
        running: root.visible && !Theme.still
        onTriggered: root.at = (root.at + 1) % 8
    }
    Repeater {
        model: 8

        Rectangle {
            required property int index
            readonly property real angle: index * Math.PI / 4
            readonly property int age: (root.at - index + 8) % 8

            width: root.width * (0.2 - age * 0.011)
            height: width
            radius: width / 2
            x: root.width / 2 + Math.sin(angle) * root.width * 0.38 - width / 2
            y: root.height / 2 - Math.cos(angle) * root.height * 0.38 - height / 2
            color: root.tone
            opacity: 1 - age * 0.11
            antialiasing: true
        }
    }
}
