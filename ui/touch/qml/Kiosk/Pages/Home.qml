import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Say it or tap it: all items as cards, and examples of what one can say where there is room.
Page {
    id: root

    kicker: ""
    // Many items need the room; 小智 has greeted already.
    title: shown.choices.length > 8 ? "" : shown.title
    actions: []

    ChoiceCards {
        id: cards

        width: parent.width
        height: parent.height
        choices: shown.choices
    }
    Panel {
        id: examples

        readonly property real room: parent.height - cards.used - Theme.px(32)

        visible: !cards.plan.more && room >= inner.implicitHeight + Theme.px(48)
        raised: false
        color: Theme.tint
        border.width: 0
        anchors.bottom: parent.bottom
        width: parent.width
        height: inner.implicitHeight + Theme.px(48)

        Column {
            id: inner

            x: Theme.px(36)
            y: Theme.px(24)
            width: parent.width - 2 * x
            spacing: Theme.px(18)

            Row {
                spacing: Theme.px(16)

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    edge: Theme.px(52)
                    name: "mic"
                    tone: Theme.blue
                }
                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: shown.words.say_like || ""
                    font.pixelSize: Theme.body
                    font.bold: true
                    color: Theme.blue
                    on: Theme.tint
                }
            }
            Flow {
                width: parent.width
                spacing: Theme.px(16)

                Repeater {
                    model: ["say_like.1", "say_like.2", "say_like.3"]

                    Chip {
                        required property string modelData

                        text: shown.words[modelData] ? "“" + shown.words[modelData] + "”" : ""
                        size: Theme.type(34)
                        tone: Theme.ink
                        color: Theme.white
                        most: inner.width
                    }
                }
            }
        }
    }
}
