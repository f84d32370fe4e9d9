import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// How satisfied? One of five faces, or none. The number stays in sight.
Page {
    id: root

    actions: shown.choices.filter(c => c.kind !== "rating")
    look: "secondary"
    hint: Theme.low ? "" : shown.hint
    title: Theme.low && Theme.large ? "" : shown.title
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
        height: Math.min(parent.height - y, Theme.px(320))

        Repeater {
            model: shown.choices.filter(c => c.kind === "rating")

            BigAnswer {
                required property var modelData
                required property int index

                choice: modelData
                main: index < 2
                size: Theme.type(shown.language === "zh" ? 36 : 30)
                width: (faces.width - 4 * Theme.px(16)) / 5
                height: faces.height
                x: index * (width + Theme.px(16))
            }
        }
    }
}
