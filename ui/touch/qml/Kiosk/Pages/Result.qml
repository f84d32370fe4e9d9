import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// It is done: the five stages, the window, the number.
Page {
    id: root

    tone: Theme.green
    hint: ""

    StageLine {
        id: line

        stages: shown.stages
        width: parent.width
        height: implicitHeight
        y: Theme.px(10)
    }
    TicketCard {
        id: ticket

        facts: shown.facts
        width: parent.width
        y: line.visible ? line.y + line.height + Theme.px(36) : 0
        height: Math.min(parent.height - y - next.height - Theme.px(Theme.portrait ? 48 : 20), Theme.px(520))
    }
    Chip {
        id: next

        anchors.horizontalCenter: parent.horizontalCenter
        y: ticket.y + ticket.height + Theme.px(Theme.portrait ? 48 : 20)
        text: shown.hint
        iconName: "card"
        size: Theme.type(Theme.portrait ? 46 : 40)
        most: parent.width
    }
}
