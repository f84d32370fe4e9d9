import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// An officer goes on from here: why, and what happens next. All causes look the same.
Page {
    title: ""
    hint: ""

    Popup {
        title: shown.title
        countsTo: shown.words["counts.clear"] || ""
        width: parent.width
        height: shown.facts.length ? parent.height : Math.min(parent.height, Theme.px(820))

        Words {
            id: cause

            width: parent.width
            // Without a number it has the whole sheet.
            height: ticket.visible ? Math.min(implicitHeight, parent.height * 0.45) : parent.height
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: shown.hint
            font.pixelSize: Theme.type(Theme.portrait ? 48 : 40)
            on: Theme.white
        }
        TicketCard {
            id: ticket

            facts: shown.facts
            ground: Theme.white
            width: parent.width
            y: cause.height + Theme.px(Theme.portrait ? 28 : 14)
            height: Math.min(parent.height - y, Theme.px(560))
        }
    }
}
