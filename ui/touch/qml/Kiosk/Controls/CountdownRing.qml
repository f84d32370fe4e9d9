import QtQuick
import Kiosk.Theme

// Seconds that are left, as a number and as dots that go out one by one.
Item {
    id: root

    property real seconds: 0
    // Another number: the counting begins anew.
    property int round: 0
    property real remaining: seconds
    property color tone: Theme.amberInk
    property color ground: Theme.paper
    property int dots: 30
    property string unit: shown.words.seconds || ""

    implicitWidth: Theme.px(360)
    implicitHeight: width
    Accessible.role: Accessible.Indicator
    Accessible.name: Math.ceil(remaining) + " " + (shown.words.seconds || "")
    onSecondsChanged: remaining = seconds
    onRoundChanged: remaining = seconds

    Timer {
        interval: 1000
        repeat: true
        running: root.visible && root.remaining > 0 && !Theme.still
        onTriggered: root.remaining = Math.max(0, root.remaining - 1)
    }
    Repeater {
        model: root.dots

        Rectangle {
            required property int index
            readonly property real angle: (index + 0.5) * 2 * Math.PI / root.dots

            width: Math.max(5, root.width * (root.dots > 20 ? 0.052 : 0.075))
            height: width
            radius: width / 2
            x: root.width / 2 + Math.sin(angle) * root.width * 0.46 - width / 2
            y: root.height / 2 - Math.cos(angle) * root.height * 0.46 - height / 2
            color: index < root.dots * root.remaining / Math.max(1, root.seconds) ? root.tone : Theme.line
            antialiasing: true
        }
    }
    Column {
        anchors.centerIn: parent

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: Math.max(0, Math.ceil(root.remaining))
            font.pixelSize: Math.max(Theme.least, Math.round(root.width * 0.4))
            font.bold: true
            color: root.tone
            on: root.ground
            lineHeight: 0.85
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: text !== ""
            text: root.unit
            font.pixelSize: Math.min(Theme.small, Math.max(Theme.least, Math.round(root.width * 0.12)))
            color: Theme.soft
            on: root.ground
        }
    }
}
