import QtQuick
import Kiosk.Theme

// The five stages on one line: what has been done for the citizen.
Item {
    id: root

    property var stages: []
    property color ground: Theme.paper
    readonly property real step: stages.length ? width / stages.length : width

    visible: stages.length > 0
    property bool roomy: true
    readonly property bool timed: roomy && stages.some(s => s.took)

    implicitHeight: visible ? Theme.px(64) + Theme.px(10) + Theme.type(34) * 1.5 + (timed ? Theme.least * 1.5 : 0) : 0

    Repeater {
        model: root.stages

        Item {
            required property var modelData
            required property int index
            readonly property bool done: modelData.state === "done"

            x: index * root.step
            width: root.step
            height: root.height
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.label + " " + modelData.took

            Rectangle {
                visible: parent.index > 0
                x: -root.step / 2 + dot.width / 2 + Theme.px(10)
                width: root.step - dot.width - Theme.px(20)
                height: Theme.px(6)
                radius: height / 2
                y: dot.height / 2 - height / 2
                color: parent.done ? Theme.green : Theme.line
            }
            Rectangle {
                id: dot

                anchors.horizontalCenter: parent.horizontalCenter
                width: Theme.px(64)
                height: width
                radius: width / 2
                color: parent.done ? Theme.green : Theme.white
                border.color: parent.done ? Theme.green : Theme.line
                border.width: Theme.stroke

                Icon {
                    anchors.centerIn: parent
                    edge: Theme.px(40)
                    name: "check"
                    visible: dot.parent.done
                    tone: Theme.white
                }
                Words {
                    anchors.centerIn: parent
                    visible: !dot.parent.done
                    text: dot.parent.index + 1
                    font.pixelSize: Theme.least
                    color: Theme.soft
                    on: Theme.white
                }
            }
            Words {
                anchors.top: dot.bottom
                anchors.topMargin: Theme.px(10)
                width: parent.width
                height: Theme.type(34) * 1.5
                horizontalAlignment: Text.AlignHCenter
                fit: true
                text: parent.modelData.label
                font.pixelSize: Theme.type(34)
                color: parent.done ? Theme.green : Theme.soft
                on: root.ground
                font.bold: true
            }
            Words {
                visible: root.timed && text !== ""
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.least * 1.5
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: parent.modelData.took
                font.pixelSize: Theme.type(28)
                color: Theme.soft
                on: root.ground
            }
        }
    }
}
