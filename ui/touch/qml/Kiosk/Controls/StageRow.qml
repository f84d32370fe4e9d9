import QtQuick
import Kiosk.Theme

// One of the five stages, as a line of the list.
Item {
    id: root

    property var stage: ({label: "", state: "later"})
    property int number: 1
    readonly property bool done: stage.state === "done"
    readonly property bool now: stage.state === "now"
    readonly property color ground: now ? Theme.tint : Theme.white

    Accessible.role: Accessible.ListItem
    Accessible.name: stage.label + " " + note.text

    Rectangle {
        anchors.fill: parent
        radius: Theme.px(24)
        color: root.ground
        visible: root.now
    }
    Rectangle {
        id: mark

        x: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(Theme.px(84), root.height - Theme.px(14))
        height: width
        radius: width / 2
        color: root.done ? Theme.green : root.now ? Theme.white : Theme.paper
        border.width: root.done ? 0 : Theme.stroke
        border.color: root.now ? Theme.blue : Theme.line

        Icon {
            anchors.centerIn: parent
            edge: Math.round(parent.width * 0.62)
            visible: root.done
            name: "check"
            tone: Theme.white
        }
        Spinner {
            anchors.centerIn: parent
            width: parent.width * 0.8
            height: width
            visible: root.now
        }
        Words {
            anchors.centerIn: parent
            visible: !root.done && !root.now
            text: root.number
            font.pixelSize: Theme.type(38)
            font.bold: true
            color: Theme.soft
            on: Theme.paper
        }
    }
    Words {
        anchors.left: mark.right
        anchors.leftMargin: Theme.px(28)
        anchors.right: note.left
        anchors.verticalCenter: parent.verticalCenter
        text: root.stage.label
        font.pixelSize: root.now ? Theme.type(52) : Theme.label
        font.bold: root.now || root.done
        color: root.now ? Theme.blue : root.done ? Theme.ink : Theme.soft
        on: root.ground
    }
    Words {
        id: note

        anchors.right: parent.right
        anchors.rightMargin: Theme.px(28)
        anchors.verticalCenter: parent.verticalCenter
        text: root.stage.took || shown.words["stage." + root.stage.state] || ""
        font.pixelSize: Theme.small
        color: root.done ? Theme.green : root.now ? Theme.blue : Theme.soft
        on: root.ground
    }
}
