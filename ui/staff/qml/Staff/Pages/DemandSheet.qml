import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// A year's demand, ranked, with the five tests of each matter.
Column {
    id: root

    property var d: ({})
    readonly property var tests: d.tests || []

    spacing: Desk.px(8)

    Say {
        width: parent.width
        text: root.d.title || ""
        font.pixelSize: Desk.label
        font.bold: true
        color: Theme.navy
        on: Theme.paper
    }
    Row {
        spacing: Desk.px(8)

        Tag { text: root.d.invented || ""; look: "amber" }
        Tag { text: root.d.title ? shell.words[root.d.agrees ? "demand.agrees" : "demand.differs"] : ""; look: root.d.agrees ? "green" : "red" }
        Tag { text: root.d.frequent || ""; look: "slate" }
    }
    Box {
        width: parent.width
        height: table.height + Desk.px(16)
        visible: root.tests.length > 0

        Column {
            id: table

            x: Desk.px(10)
            y: Desk.px(8)
            width: parent.width - 2 * x

            Item {
                width: parent.width
                height: Desk.px(64)

                Head { x: Desk.px(34); width: parent.width * 0.3; text: shell.words["demand.head.matter"] }
                Head { x: parent.width * 0.34; width: parent.width * 0.1; text: shell.words["demand.head.department"] }
                Head { x: parent.width * 0.44; width: parent.width * 0.1; text: shell.words["demand.head.requests"] }
                Repeater {
                    model: root.tests

                    Head {
                        required property var modelData
                        required property int index

                        x: table.width * (0.62 + index * 0.075)
                        width: table.width * 0.073
                        text: modelData.name
                        horizontalAlignment: Text.AlignHCenter
                    }
                }
            }
            Repeater {
                model: root.d.matters || []

                Rectangle {
                    id: matter

                    required property var modelData
                    required property int index

                    width: table.width
                    height: Math.max(Desk.px(28), name.implicitHeight + Desk.px(6), department.implicitHeight + Desk.px(6))
                    color: modelData.passes ? Theme.tint : index % 2 ? Theme.paper : Theme.white

                    Cell { x: Desk.px(4); width: Desk.px(28); text: matter.modelData.rank }
                    Cell { id: name; x: Desk.px(34); width: parent.width * 0.34 - x; text: matter.modelData.name; font.bold: matter.modelData.passes }
                    Cell { id: department; x: parent.width * 0.34; width: parent.width * 0.1 - Desk.px(4); text: matter.modelData.department }
                    Cell { x: parent.width * 0.44; width: parent.width * 0.08; text: matter.modelData.requests }
                    Rectangle {
                        x: parent.width * 0.525
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.max(2, parent.width * 0.085 * matter.modelData.share)
                        height: Desk.px(12)
                        radius: Desk.px(3)
                        color: matter.modelData.passes ? Theme.blue : Theme.slate
                    }
                    Repeater {
                        model: matter.modelData.tests

                        Icon {
                            required property bool modelData
                            required property int index

                            x: table.width * (0.62 + index * 0.075 + 0.0365) - width / 2
                            anchors.verticalCenter: parent.verticalCenter
                            edge: Desk.px(18)
                            name: modelData ? "check" : "cross"
                            tone: modelData ? Theme.green : Theme.red
                        }
                    }
                }
            }
        }
    }

    component Head: Say {
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        font.pixelSize: Desk.small
        font.bold: true
        color: Theme.soft
    }
    component Cell: Say {
        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        font.pixelSize: Desk.small
        on: matterGround
        readonly property color matterGround: parent ? parent.color : Theme.white
    }
}
