import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// It is done: the five stages, the window, the number.
Page {
    id: root

    // Where there is hardly room, 小智 has said it is done.
    title: (Theme.portrait && !Theme.low) || !Theme.large ? shown.title : ""
    tone: Theme.green
    look: "secondary"
    hint: ""

    StageLine {
        id: line

        stages: shown.stages
        roomy: root.area.height > Theme.px(560)
        width: parent.width
        height: implicitHeight
        y: Theme.px(10)
    }
    TicketCard {
        id: ticket

        facts: shown.facts
        width: parent.width
        y: line.visible ? line.y + line.height + Theme.px(36) : 0
        height: Math.min(parent.height - y - (next.visible ? next.height + Theme.px(Theme.portrait ? 48 : 20) : 0), Theme.px(520))
    }
    Chip {
        id: next

        anchors.horizontalCenter: parent.horizontalCenter
        y: ticket.y + ticket.height + Theme.px(Theme.portrait ? 48 : 20)
        text: root.area.height > Theme.px(480) ? shown.hint : ""
        iconName: "card"
        size: Theme.type(Theme.portrait ? 46 : 40)
        most: parent.width
    }
}
