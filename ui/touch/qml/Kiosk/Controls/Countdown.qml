import QtQuick
import Kiosk.Theme

// A small ring with the seconds until something happens by itself, and what that is. Takes its room always, so
// that nothing moves when it comes.
//
// A touch gives more time.
Item {
    id: root

    property string label: ""
    property color tone: Theme.blue
    property color ground: Theme.paper
    property color ink: Theme.soft

    width: Theme.type(190)
    height: ring.height + name.height

    Touchable {
        visible: ring.visible
        anchors.fill: parent
        text: shown.words.more_time || ""
        onClicked: hand.tap("command", "wait")
    }
    CountdownRing {
        id: ring

        visible: shown.countdown >= 0
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.px(Theme.large ? 124 : 116)
        height: width
        dots: 16
        unit: ""
        seconds: shown.countdown
        round: shown.countdownRound
        tone: root.tone
        ground: root.ground
    }
    Words {
        id: name

        visible: ring.visible
        anchors.top: ring.bottom
        width: parent.width
        height: Theme.least * 1.5
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: root.label
        font.pixelSize: Theme.type(28)
        color: root.ink
        on: root.ground
    }
}
