import QtQuick
import Kiosk.Theme

// 小智 and the talk: what she says, what she heard, and whether she listens just now.
Item {
    id: root

    readonly property string state_: shown.words["state." + shown.face] || ""
    // Where nothing has been said on this page yet, its title: what is asked is always to be read.
    readonly property string said: shown.caption || shown.title

    clip: true

    // The ground, with a rounded lower edge in portrait.
    Rectangle {
        anchors.fill: parent
        anchors.topMargin: Theme.portrait ? -Theme.px(60) : 0
        radius: Theme.portrait ? Theme.px(56) : 0
        gradient: Gradient {
            GradientStop { position: 0; color: Theme.heroTop }
            GradientStop { position: 1; color: Theme.heroEnd }
        }
    }
    Rectangle {
        width: face.width * 1.12
        height: width
        radius: width / 2
        anchors.centerIn: face
        color: "#14ffffff"
    }
    XiaoZhi {
        id: face

        readonly property real room: root.height - bubble.least - lower.height - Theme.px(110)

        width: Theme.portrait ? Math.min(root.height - Theme.px(16), Theme.px(Theme.low ? 400 : 310)) : Math.min(root.width - 2 * Theme.margin, Math.max(Theme.px(190), room))
        x: Theme.portrait ? Theme.px(34) : (root.width - width) / 2
        y: Theme.portrait ? root.height - height + Theme.px(8) : Theme.px(20)
        mood: shown.face
        level: shown.level
    }
    CaptionBubble {
        id: bubble

        readonly property real least: Theme.px(230)

        visible: text !== ""
        text: root.said
        tail: Theme.portrait ? "left" : "top"
        size: Theme.low ? Theme.type(58) : Theme.portrait ? Theme.body : Theme.type(40)
        x: Theme.portrait ? face.x + face.width + Theme.px(44) : Theme.px(30)
        y: Theme.portrait ? Theme.px(10) : face.y + face.height + Theme.px(24)
        width: root.width - x - (Theme.portrait ? Theme.margin : Theme.px(30))
        height: (Theme.portrait ? root.height - Theme.px(26) : root.height - y - Theme.px(20)) - lower.height - Theme.px(28)
    }
    HeardBubble {
        id: lower

        heard: shown.heard
        state_: root.state_
        mood: shown.face
        level: shown.level
        x: bubble.x
        width: bubble.width
        height: Math.max(Theme.px(Theme.large ? 124 : 108), Theme.least * 3.1) * (Theme.portrait ? 1 : 1.3)
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.px(28)
    }
}
