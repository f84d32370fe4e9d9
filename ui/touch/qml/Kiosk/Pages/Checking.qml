import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Five stages with their real progress.
Page {
    id: root

    Panel {
        id: sheet

        readonly property real one: Math.min(Theme.px(150), (root.area.height - 2 * Theme.px(20)) / Math.max(1, shown.stages.length))

        visible: shown.stages.length > 0
        width: parent.width
        height: one * shown.stages.length + 2 * Theme.px(20)

        Repeater {
            model: shown.stages

            StageRow {
                required property var modelData
                required property int index

                stage: modelData
                number: index + 1
                x: Theme.px(20)
                y: Theme.px(20) + index * sheet.one
                width: sheet.width - 2 * x
                height: sheet.one
            }
        }
    }
}
