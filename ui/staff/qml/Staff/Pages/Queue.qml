import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The review queue. Enter opens the chosen case.
Sheet {
    id: root

    readonly property var columns: [0.1, 0.25, 0.15, 0.13, 0.08, 0.12, 0.17]

    note: model.view.lost > 0 ? model.view.lost + " " + shell.words["queue.lost"] : ""
    onActiveFocusChanged: if (activeFocus) list.forceActiveFocus()

    Box {
        anchors.fill: parent

        Row {
            id: head

            x: Desk.px(12)
            width: parent.width - 2 * x
            height: Desk.px(36)

            Repeater {
                model: ["ticket", "item", "cause", "office", "window", "age", "owner"]

                Say {
                    required property string modelData
                    required property int index

                    width: head.width * root.columns[index]
                    rightPadding: Desk.px(8)
                    height: head.height
                    verticalAlignment: Text.AlignVCenter
                    text: shell.words["queue.head." + modelData]
                    font.pixelSize: Desk.small
                    font.bold: true
                    color: Theme.soft
                    wrapMode: Text.NoWrap
                }
            }
        }
        ListView {
            id: list

            objectName: "queue"
            y: head.height
            width: parent.width
            height: parent.height - y
            clip: true
            model: root.model.rows
            reuseItems: true
            cacheBuffer: Desk.row * 10
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            keyNavigationEnabled: true
            Keys.onReturnPressed: if (currentItem) root.model.open(currentItem.line.case)
            delegate: QueueRow {
                columns: root.columns
                onOpened: root.model.open(line.case)
            }
        }
        Say {
            anchors.centerIn: parent
            visible: list.count === 0
            text: shell.words[root.model.view.loaded ? "queue.empty" : "queue.loading"]
            font.pixelSize: Desk.label
            color: Theme.soft
        }
    }
    Shortcut { sequence: "F5"; enabled: root.live; onActivated: root.model.refresh() }
}
