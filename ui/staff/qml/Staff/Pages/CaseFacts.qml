import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// What the citizen showed and said, and every fact with where it comes from.
Column {
    id: root

    property var v: ({})

    spacing: Desk.px(10)

    Title { text: shell.words["case.documents"] }
    Repeater {
        model: root.v.documents || []

        Column {
            id: document

            required property var modelData

            width: root.width
            spacing: Desk.px(4)

            Row {
                spacing: Desk.px(8)

                Say {
                    text: document.modelData.name
                    font.bold: true
                    wrapMode: Text.NoWrap
                }
                Tag {
                    text: document.modelData.accepted ? "" : shell.words["case.not_accepted"]
                    look: "amber"
                }
                Tag {
                    text: document.modelData.confirmed ? "" : shell.words["case.not_confirmed"]
                    look: "amber"
                }
            }
            Repeater {
                model: document.modelData.fields

                Pair {
                    required property var modelData

                    name: modelData.name
                    value: modelData.value
                }
            }
        }
    }
    Say {
        width: parent.width
        visible: (root.v.documents || []).length > 0
        text: shell.words["case.images"]
        font.pixelSize: Desk.small
        color: Theme.soft
    }
    Title {
        visible: (root.v.answers || []).length > 0
        text: shell.words["case.answers"]
    }
    Repeater {
        model: root.v.answers || []

        Pair {
            required property var modelData

            name: modelData.name
            value: modelData.value
        }
    }
    Title {
        visible: (root.v.facts || []).length > 0
        text: shell.words["case.facts"]
    }
    Column {
        width: parent.width

        Repeater {
            model: root.v.facts || []

            Rectangle {
                id: fact

                required property var modelData
                required property int index

                width: root.width
                height: Math.max(label.implicitHeight, value.implicitHeight, source.implicitHeight) + Desk.px(8)
                color: modelData.matters ? Theme.amberTint : index % 2 ? Theme.paper : Theme.white

                Say {
                    id: label

                    x: Desk.px(4)
                    width: parent.width * 0.37 - x
                    anchors.verticalCenter: parent.verticalCenter
                    text: fact.modelData.label
                    font.pixelSize: Desk.small
                    color: fact.modelData.matters ? Theme.ink : Theme.soft
                    on: fact.color
                }
                Say {
                    id: value

                    x: parent.width * 0.38
                    width: parent.width * 0.28
                    anchors.verticalCenter: parent.verticalCenter
                    text: fact.modelData.value
                    font.bold: true
                    font.italic: !fact.modelData.known
                    color: fact.modelData.known ? Theme.ink : Theme.amberInk
                    on: fact.color
                }
                Say {
                    id: source

                    x: parent.width * 0.67
                    width: parent.width - x - Desk.px(4)
                    anchors.verticalCenter: parent.verticalCenter
                    text: [fact.modelData.source, fact.modelData.at].filter(t => t).join("  ")
                    font.pixelSize: Desk.small
                    color: fact.modelData.matters ? Theme.ink : Theme.soft
                    on: fact.color
                }
            }
        }
    }

    component Title: Say {
        width: root.width
        font.pixelSize: Desk.label
        font.bold: true
        color: Theme.navy
        Accessible.role: Accessible.Heading
    }
    component Pair: Item {
        id: pair

        property string name: ""
        property string value: ""

        width: root.width
        height: Math.max(left.implicitHeight, right.implicitHeight) + Desk.px(2)

        Say {
            id: left

            x: Desk.px(12)
            width: parent.width * 0.3 - x
            text: pair.name
            color: Theme.soft
        }
        Say {
            id: right

            x: parent.width * 0.32
            width: parent.width - x
            text: pair.value
        }
    }
}
