import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The rules' answer, each rule with its article, what would change it, and this person's other cases.
Column {
    id: root

    property var v: ({})

    spacing: Desk.px(8)

    Title {
        visible: text !== ""
        text: root.v.answer || ""
    }
    Title {
        visible: (root.v.rules || []).length > 0
        text: shell.words["case.what_if_head"]
    }
    Say {
        width: parent.width
        visible: (root.v.rules || []).length > 0 && (root.v.whatIf || []).length === 0
        text: shell.words["case.what_if.none"]
        color: Theme.soft
    }
    Repeater {
        model: root.v.whatIf || []

        Rectangle {
            id: changed

            required property string modelData

            width: root.width
            height: words.implicitHeight + Desk.px(10)
            radius: Desk.px(5)
            color: Theme.greenTint

            Say {
                id: words

                x: Desk.px(8)
                width: parent.width - 2 * x
                anchors.verticalCenter: parent.verticalCenter
                text: changed.modelData
                on: changed.color
            }
        }
    }
    Title {
        visible: (root.v.rules || []).length > 0
        text: shell.words["case.rules"]
    }
    Repeater {
        model: root.v.rules || []

        Item {
            id: rule

            required property var modelData

            width: root.width
            height: inside.height + Desk.px(6)

            Rectangle {
                width: Desk.px(22)
                height: width
                radius: width / 2
                color: ({ green: Theme.green, red: Theme.red, amber: Theme.amberInk })[rule.modelData.look]

                Icon {
                    anchors.centerIn: parent
                    edge: Desk.px(15)
                    name: rule.modelData.mark
                    tone: Theme.white
                }
            }
            Column {
                id: inside

                x: Desk.px(32)
                width: parent.width - x
                spacing: Desk.px(2)

                Say {
                    width: parent.width
                    text: rule.modelData.title + "  ·  " + rule.modelData.holds
                    font.bold: rule.modelData.look !== "green"
                }
                Say {
                    width: parent.width
                    visible: text !== ""
                    text: rule.modelData.says
                }
                Say {
                    width: parent.width
                    text: rule.modelData.article
                    font.pixelSize: Desk.small
                    color: Theme.soft
                }
                Say {
                    width: parent.width
                    visible: text !== ""
                    text: rule.modelData.offer
                    font.bold: true
                    color: Theme.blue
                }
            }
        }
    }
    Title { text: shell.words["case.history"] }
    Say {
        width: parent.width
        visible: (root.v.history || []).length === 0
        text: shell.words["case.history.none"]
        color: Theme.soft
    }
    Repeater {
        model: root.v.history || []

        Say {
            required property var modelData

            width: root.width
            text: [modelData.day, modelData.item, modelData.state, modelData.office].join("  ·  ")
            font.pixelSize: Desk.small
        }
    }

    component Title: Say {
        width: root.width
        font.pixelSize: Desk.label
        font.bold: true
        color: Theme.navy
        Accessible.role: Accessible.Heading
    }
}
