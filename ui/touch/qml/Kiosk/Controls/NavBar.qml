import QtQuick
import Kiosk.Theme

// Back, say it again, officer: at the same place on every page, within everybody's reach.
Rectangle {
    id: root

    readonly property var buttons: shown.always.filter(c => c.id !== "elder_mode" && c.kind !== "language")

    implicitHeight: buttons.length ? Theme.target + Theme.px(Theme.portrait ? 48 : 36) : 0
    visible: buttons.length > 0
    color: Theme.white

    Rectangle {
        width: parent.width
        height: Theme.px(2)
        color: Theme.line
    }
    // What helps: beside the others, so that a hand from a wheelchair finds it.
    Touchable {
        id: aids

        x: root.width - Theme.margin - width
        y: Theme.px(Theme.portrait ? 22 : 16)
        width: Math.max(Theme.px(Theme.portrait ? 176 : 300), Theme.least * 5)
        height: Theme.target
        text: shown.words.aids || ""
        Accessible.checkable: true
        Accessible.checked: shown.aiding
        onClicked: shown.aid(!shown.aiding)
        background: Rectangle {
            radius: Theme.px(28)
            color: aids.down || shown.aiding ? Theme.tintDown : Theme.tint
            border.color: Theme.blue
            border.width: aids.visualFocus ? Theme.stroke * 2 : Theme.px(2)
        }
        contentItem: Item {
            Icon {
                id: picture

                x: Theme.portrait ? (parent.width - width) / 2 : Theme.px(36)
                y: Theme.portrait ? Theme.px(8) : (parent.height - height) / 2
                edge: Math.min(Theme.px(56), aids.height * 0.48)
                name: "wheelchair"
                tone: Theme.blue
            }
            Words {
                x: Theme.portrait ? 4 : picture.x + picture.width
                y: Theme.portrait ? picture.y + picture.height : 0
                width: parent.width - x - 4
                height: parent.height - y - Theme.px(Theme.portrait ? 6 : 0)
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: aids.text
                font.pixelSize: Theme.portrait ? Theme.type(30) : Theme.body
                font.bold: true
                color: Theme.blue
                on: Theme.tint
            }
        }
    }
    Repeater {
        model: root.buttons

        PrimaryButton {
            required property var modelData
            required property int index
            readonly property int count: root.buttons.length

            choice: modelData
            look: modelData.id === "staff" ? "gold" : "secondary"
            size: Theme.body
            width: (aids.x - Theme.gap - Theme.margin - (count - 1) * Theme.gap) / count
            height: Theme.target
            x: Theme.margin + index * (width + Theme.gap)
            y: Theme.px(Theme.portrait ? 22 : 16)
        }
    }
}
