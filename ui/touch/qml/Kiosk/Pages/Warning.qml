import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Nothing has happened for a while: the seconds that are left, and one button.
Page {
    id: root

    kicker: ""
    tone: Theme.amberInk

    CountdownRing {
        visible: shown.countdown >= 0
        width: Math.min(parent.width, parent.height, Theme.px(560))
        height: width
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -Theme.px(10)
        seconds: shown.countdown
        round: shown.countdownRound
    }
    Icon {
        visible: shown.countdown < 0
        anchors.centerIn: parent
        edge: Math.min(parent.height, Theme.px(360))
        name: "clock"
        tone: Theme.amberInk
    }
}
