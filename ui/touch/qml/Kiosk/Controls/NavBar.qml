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
    Repeater {
        model: root.buttons

        PrimaryButton {
            required property var modelData
            required property int index
            readonly property int count: root.buttons.length

            choice: modelData
            look: modelData.id === "staff" ? "gold" : "secondary"
            size: Theme.body
            width: (root.width - 2 * Theme.margin - (count - 1) * Theme.gap) / count
            height: Theme.target
            x: Theme.margin + index * (width + Theme.gap)
            y: Theme.px(Theme.portrait ? 22 : 16)
        }
    }
}
