import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// An officer goes on from here: why, and what happens next. What doesn't match, what is missing and what isn't
// allowed have each their own picture, word and colour; all else looks the same, and so does what nobody may tell.
Page {
    id: root

    readonly property var looks: ({
        inaccurate: {icon: "differs", tone: Theme.amberInk, ground: Theme.amberTint},
        incomplete: {icon: "missing", tone: Theme.blue, ground: Theme.tint},
        not_eligible: {icon: "rule", tone: Theme.plum, ground: Theme.plumTint}
    })
    readonly property var look_: looks[shown.cause] || {icon: "staff", tone: Theme.slate, ground: Theme.slateTint}
    readonly property string named: shown.words["cause." + shown.cause] || ""
    readonly property string officer: shown.words["next." + shown.cause] || ""

    title: ""
    hint: ""

    Popup {
        title: shown.title
        countsTo: shown.words["counts.clear"] || ""
        iconName: root.look_.icon
        tone: root.look_.tone
        ground: root.look_.ground
        width: parent.width
        height: shown.facts.length ? parent.height : Math.min(parent.height, Theme.px(820))

        Item {
            id: sheet

            readonly property bool numbered: shown.facts.length > 0
            // Where there is little room, the number comes first.
            readonly property bool roomy: height > Theme.px(560)
            readonly property real step: Theme.px(Theme.portrait ? 18 : 8)
            readonly property real ticketHeight: numbered ? Math.min(Theme.px(520), height * (roomy ? 0.5 : 0.52)) : 0
            readonly property real room: height - ticketHeight - (tag.visible ? tag.height + step : 0) - (numbered ? step : 0)

            anchors.fill: parent

            Chip {
                id: tag

                anchors.horizontalCenter: parent.horizontalCenter
                visible: text !== "" && sheet.height > Theme.px(330)
                text: root.named
                iconName: root.look_.icon
                tone: root.look_.tone
                color: root.look_.ground
                size: Theme.type(Theme.portrait ? 40 : 34)
                most: parent.width
            }
            Words {
                id: cause

                y: tag.visible ? tag.height + sheet.step : 0
                width: parent.width
                height: sheet.room * (does.visible ? 0.58 : 1)
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: shown.hint
                font.pixelSize: Theme.type(Theme.portrait ? 48 : 40)
                font.bold: true
                on: Theme.white
            }
            Words {
                id: does

                y: cause.y + cause.height
                width: parent.width
                height: sheet.room * 0.42
                visible: text !== "" && sheet.roomy
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: root.officer
                font.pixelSize: Theme.type(40)
                color: Theme.soft
                on: Theme.white
            }
            TicketCard {
                facts: shown.facts
                ground: Theme.white
                width: parent.width
                y: sheet.height - sheet.ticketHeight
                height: sheet.ticketHeight
            }
        }
    }
}
