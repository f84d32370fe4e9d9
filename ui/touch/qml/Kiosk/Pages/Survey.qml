import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Satisfied? One tap, or none. The number stays in sight.
Page {
    id: root

    actions: shown.choices.slice(2)
    look: "secondary"

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

            Touchable {
                id: one

                required property var modelData
                required property int index
                readonly property color tone: index ? Theme.soft : Theme.green
                readonly property color ground: down ? Theme.tintDown : index ? Theme.white : Theme.greenTint

                choice: modelData
                width: (faces.width - Theme.gap) / 2
                height: faces.height
                x: index * (width + Theme.gap)
                background: Panel {
                    color: one.ground
                    border.color: one.tone
                    border.width: Theme.stroke
                }
                contentItem: Item {
                    Icon {
                        id: smile

                        visible: parent.height > Theme.px(190)
                        anchors.horizontalCenter: parent.horizontalCenter
                        y: parent.height * 0.1
                        edge: visible ? Math.round(Math.min(Theme.px(170), parent.height * 0.5)) : 0
                        name: one.index ? "frown" : "smile"
                        tone: one.tone
                    }
                    Words {
                        anchors.top: smile.visible ? smile.bottom : parent.top
                        width: parent.width
                        height: parent.height - y - Theme.px(8)
                        horizontalAlignment: Text.AlignHCenter
                        verticalAlignment: Text.AlignVCenter
                        fit: true
                        text: one.text
                        font.pixelSize: Theme.type(56)
                        font.bold: true
                        color: one.index ? Theme.ink : Theme.green
                        on: one.ground
                    }
                }
            }
        }
    }
}
