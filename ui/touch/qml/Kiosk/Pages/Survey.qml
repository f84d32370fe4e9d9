import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Satisfied? One tap, or none. The number stays in sight.
Page {
    id: root

    actions: shown.choices.slice(2)
    look: "secondary"
    countsTo: shown.words["counts.clear"] || ""

    TicketCard {
        id: ticket

        facts: shown.facts
        width: parent.width
        height: visible ? Math.min(Theme.px(360), parent.height * (Theme.portrait ? 0.4 : 0.52)) : 0
    }
    Item {
        id: faces

        y: ticket.height ? ticket.height + Theme.px(Theme.portrait ? 48 : 24) : 0
        width: parent.width
        height: Math.min(parent.height - y, Theme.px(380))

        Repeater {
            model: shown.choices.slice(0, 2)

            BigAnswer {
                required property var modelData
                required property int index

                choice: modelData
                main: index === 0
                picture: index ? "frown" : "smile"
                width: (faces.width - Theme.gap) / 2
                height: faces.height
                x: index * (width + Theme.gap)
            }
        }
    }
}
