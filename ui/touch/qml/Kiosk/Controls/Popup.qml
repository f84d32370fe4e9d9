import QtQuick
import Kiosk.Theme

// A sheet over the page: a picture, a title, and below what follows.
Item {
    id: root

    property string title: ""
    property string iconName: "staff"
    readonly property bool tall: Theme.portrait && !Theme.low
    property string countsTo: ""
    property color tone: Theme.amberInk
    property color ground: Theme.amberTint
    default property alias content: inside.data

    Panel {
        anchors.fill: parent
        border.color: root.tone
        border.width: Theme.stroke
        radius: Theme.px(40)
    }
    Rectangle {
        id: strip

        x: Theme.stroke
        y: Theme.stroke
        width: parent.width - 2 * Theme.stroke
        height: root.tall ? badge.height + heading.implicitHeight + Theme.px(64) : Math.max(badge.height, heading.implicitHeight, counter.visible ? counter.height : 0) + Theme.px(24)
        radius: Theme.px(38)
        color: root.ground

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: parent.radius
            color: root.ground
        }
        Countdown {
            id: counter

            visible: root.countsTo !== ""
            label: root.countsTo
            tone: root.tone
            ground: root.ground
            x: parent.width - width - Theme.px(16)
            y: root.tall ? Theme.px(20) : (parent.height - height) / 2
        }
        Rectangle {
            id: badge

            x: root.tall ? (parent.width - width) / 2 : Theme.px(28)
            y: root.tall ? Theme.px(28) : (parent.height - height) / 2
            width: Theme.px(root.tall ? 140 : 84)
            height: width
            radius: width / 2
            color: root.tone

            Icon {
                anchors.centerIn: parent
                edge: Math.round(parent.width * 0.62)
                name: root.iconName
                tone: Theme.white
            }
        }
        Words {
            id: heading

            x: root.tall ? Theme.px(28) : badge.x + badge.width + Theme.px(28)
            y: root.tall ? badge.y + badge.height + Theme.px(12) : (parent.height - height) / 2
            width: parent.width - x - (root.tall || root.countsTo === "" ? Theme.px(28) : counter.width + Theme.px(28))
            horizontalAlignment: root.tall ? Text.AlignHCenter : Text.AlignLeft
            text: root.title
            font.pixelSize: Theme.type(root.tall ? 64 : 54)
            font.bold: true
            color: root.tone
            on: root.ground
            lineHeight: 0.9
            Accessible.role: Accessible.Heading
        }
    }
    Item {
        id: inside

        x: Theme.px(32)
        y: strip.y + strip.height + Theme.px(root.tall ? 28 : 16)
        width: parent.width - 2 * x
        height: parent.height - y - Theme.px(root.tall ? 32 : 22)
    }
}
