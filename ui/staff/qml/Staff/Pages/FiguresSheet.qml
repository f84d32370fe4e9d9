import QtQuick
import Kiosk.Theme
import Staff.Controls

// The figures of a period.
Column {
    id: root

    property var f: ({})
    readonly property var tiles: f.tiles || []
    readonly property var columns: f.columns || []
    readonly property var head: ["item", "cases", "byMachine", "refused", "seconds", "manual", "saved", "ratio"]
    readonly property var wide: [0.3, 0.08, 0.13, 0.09, 0.1, 0.1, 0.11, 0.09]

    spacing: Desk.px(12)

    Grid {
        id: grid

        columns: 4
        spacing: Desk.px(8)

        Repeater {
            model: root.tiles

            Box {
                required property var modelData

                width: (root.width - 3 * grid.spacing) / 4
                height: Desk.px(70)

                Say {
                    x: Desk.px(12)
                    y: Desk.px(8)
                    width: parent.width - 2 * x
                    text: parent.modelData.name
                    font.pixelSize: Desk.small
                    color: Theme.soft
                    wrapMode: Text.NoWrap
                }
                Say {
                    x: Desk.px(12)
                    y: Desk.px(30)
                    width: parent.width - 2 * x
                    text: parent.modelData.value
                    font.pixelSize: Desk.heading
                    font.bold: true
                    color: Theme.navy
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
    Say {
        width: parent.width
        text: shell.words["figures.no_measure"]
        font.pixelSize: Desk.small
        color: Theme.soft
        on: Theme.paper
    }
    Row {
        width: parent.width
        spacing: Desk.px(10)

        Box {
            id: chart

            width: root.width * 0.62
            height: Desk.px(210)

            Say {
                x: Desk.px(12)
                y: Desk.px(8)
                width: parent.width - 2 * x
                text: shell.words["figures.columns"]
                font.bold: true
                color: Theme.navy
            }
            Row {
                id: bars

                readonly property real step: root.columns.length ? width / root.columns.length : 0

                x: Desk.px(12)
                y: Desk.px(38)
                width: parent.width - 2 * x
                height: parent.height - y - Desk.px(8)

                Repeater {
                    model: root.columns

                    Item {
                        id: column

                        required property var modelData
                        required property int index
                        readonly property real room: bars.height - Desk.px(24)

                        width: bars.step
                        height: bars.height
                        Accessible.role: Accessible.Indicator
                        Accessible.name: modelData.whole + " " + modelData.cases

                        Rectangle {
                            x: parent.width * 0.12
                            y: column.room - height
                            width: Math.max(1, Math.min(Desk.px(60), parent.width * 0.76))
                            height: column.room * column.modelData.share
                            color: Theme.gold
                        }
                        Rectangle {
                            x: parent.width * 0.12
                            y: column.room - height
                            width: Math.max(1, Math.min(Desk.px(60), parent.width * 0.76))
                            height: column.room * column.modelData.machine
                            color: Theme.blue
                        }
                        Say {
                            x: parent.width * 0.12 + (Math.min(Desk.px(60), parent.width * 0.76) - width) / 2
                            y: column.room + Desk.px(3)
                            visible: root.columns.length <= 16 || column.index % 3 === 0
                            text: column.modelData.label
                            font.pixelSize: Desk.small
                            wrapMode: Text.NoWrap
                            color: Theme.soft
                        }
                    }
                }
            }
        }
        Box {
            width: root.width - chart.width - Desk.px(10)
            height: chart.height

            Say {
                x: Desk.px(12)
                y: Desk.px(8)
                width: parent.width - 2 * x
                text: shell.words["figures.causes"]
                font.bold: true
                color: Theme.navy
            }
            Say {
                x: Desk.px(12)
                y: Desk.px(40)
                visible: (root.f.causes || []).length === 0
                text: shell.words["figures.none"]
                color: Theme.soft
            }
            Column {
                id: causes

                x: Desk.px(12)
                y: Desk.px(40)
                width: parent.width - 2 * x
                spacing: Desk.px(5)

                Repeater {
                    model: root.f.causes || []

                    Item {
                        required property var modelData

                        width: causes.width
                        height: Desk.px(22)

                        Say {
                            width: parent.width * 0.4
                            height: parent.height
                            verticalAlignment: Text.AlignVCenter
                            text: parent.modelData.name
                            font.pixelSize: Desk.small
                            wrapMode: Text.NoWrap
                        }
                        Rectangle {
                            x: parent.width * 0.42
                            y: Desk.px(4)
                            width: Math.max(2, parent.width * 0.42 * parent.modelData.share)
                            height: parent.height - 2 * y
                            radius: Desk.px(3)
                            color: Theme.blue
                        }
                        Say {
                            anchors.right: parent.right
                            height: parent.height
                            verticalAlignment: Text.AlignVCenter
                            text: parent.modelData.count
                            font.bold: true
                            wrapMode: Text.NoWrap
                        }
                    }
                }
            }
        }
    }
    Box {
        width: parent.width
        height: table.height + Desk.px(16)
        visible: (root.f.items || []).length > 0

        Column {
            id: table

            x: Desk.px(12)
            y: Desk.px(8)
            width: parent.width - 2 * x

            TableRow {
                cells: root.head.map(h => shell.words["figures.head." + h])
                strong: true
            }
            Repeater {
                model: root.f.items || []

                TableRow {
                    required property var modelData
                    required property int index

                    cells: root.head.map(h => modelData[h])
                    odd: index % 2 === 0
                }
            }
        }
    }

    component TableRow: Rectangle {
        id: line

        property var cells: []
        property bool strong: false
        property bool odd: false

        width: table.width
        height: Math.max(Desk.px(30), first.implicitHeight + Desk.px(6))
        color: odd ? Theme.paper : Theme.white

        Say {
            id: first

            x: Desk.px(4)
            width: parent.width * root.wide[0] - x
            anchors.verticalCenter: parent.verticalCenter
            text: line.cells[0]
            font.pixelSize: Desk.small
            font.bold: line.strong
            color: line.strong ? Theme.soft : Theme.ink
            on: line.color
        }
        Row {
            x: parent.width * root.wide[0]
            height: parent.height

            Repeater {
                model: line.cells.slice(1)

                Say {
                    required property string modelData
                    required property int index

                    width: line.width * root.wide[index + 1] - Desk.px(2)
                    height: line.height
                    rightPadding: Desk.px(4)
                    horizontalAlignment: Text.AlignRight
                    verticalAlignment: Text.AlignVCenter
                    text: modelData
                    font.pixelSize: Desk.small
                    font.bold: line.strong
                    color: line.strong ? Theme.soft : Theme.ink
                    on: line.color
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
