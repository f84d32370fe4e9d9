import QtQuick
import Kiosk.Theme

// The answers of a page: the first is the main one. More than two wrap into rows of two.
Item {
    id: root

    property var choices: []
    property string look: "primary"
    readonly property int columns: Theme.portrait ? Math.min(choices.length, 2) : Math.min(choices.length, 3)
    readonly property int rows: columns ? Math.ceil(choices.length / columns) : 0

    implicitHeight: rows ? rows * Theme.action + (rows - 1) * Theme.gap + Theme.px(8) : 0

    Repeater {
        model: root.choices

        PrimaryButton {
            required property var modelData
            required property int index
            readonly property int row: Math.floor(index / root.columns)
            // A last row that isn't full is spread over the whole width.
            readonly property int inRow: row < root.rows - 1 ? root.columns : root.choices.length - row * root.columns

            choice: modelData
            look: index === 0 ? root.look : "secondary"
            width: (root.width - (inRow - 1) * Theme.gap) / inRow
            height: Theme.action
            x: (index - row * root.columns) * (width + Theme.gap)
            y: row * (Theme.action + Theme.gap)
        }
    }
}
