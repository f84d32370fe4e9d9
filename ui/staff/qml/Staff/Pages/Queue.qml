import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The review queue. Enter opens the chosen case.
Sheet {
    id: root

    readonly property var columns: [0.08, 0.25, 0.14, 0.18, 0.08, 0.13, 0.14]

    readonly property var v: model.view

    note: v.total + " " + shell.words["queue.total"] + (v.lost > 0 ? "  ·  " + v.lost + " " + shell.words["queue.lost"] : "")
    beside: [
        Push {
            text: shell.words[root.v.oldestFirst ? "queue.order.age" : "queue.order.rank"]
            hint: "F4"
            onClicked: root.model.turn_order()
        }
    ]
    onActiveFocusChanged: if (activeFocus) list.forceActiveFocus()

    Column {
        id: ways

        width: parent.width
        spacing: Desk.px(6)

        Way {
            label: shell.words["queue.by_cause"] + "  F2"
            options: root.v.causes
            value: root.v.cause
            onPicked: id => root.model.by_cause(id)
        }
        Way {
            visible: root.v.offices.length > 2 || root.v.office !== ""
            label: shell.words["queue.by_office"] + "  F3"
            options: root.v.offices
            value: root.v.office
            onPicked: id => root.model.by_office(id)
        }
    }
    Box {
        y: ways.height + Desk.px(8)
        width: parent.width
        height: parent.height - y

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
            x: Desk.stroke
            y: head.height
            width: parent.width - 2 * x
            height: parent.height - y - Desk.radius
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
    component Way: Row {
        id: way

        property string label: ""
        property var options: []
        property string value: ""

        signal picked(string id)

        width: ways.width
        spacing: Desk.px(10)

        Say {
            width: Desk.px(86)
            height: Desk.button
            verticalAlignment: Text.AlignVCenter
            text: way.label
            wrapMode: Text.NoWrap
            font.pixelSize: Desk.small
            color: Theme.soft
            on: Theme.paper
        }
        Pick {
            width: way.width - Desk.px(96)
            options: way.options
            value: way.value
            onPicked: id => way.picked(id)
        }
    }

    Shortcut { sequence: "F2"; enabled: root.live; onActivated: root.model.next_cause() }
    Shortcut { sequence: "F3"; enabled: root.live; onActivated: root.model.next_office() }
    Shortcut { sequence: "F4"; enabled: root.live; onActivated: root.model.turn_order() }
    Shortcut { sequence: "F5"; enabled: root.live; onActivated: root.model.refresh() }
}
