import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The audit: searched, verified, exported.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property var columns: [0.07, 0.15, 0.1, 0.16, 0.24, 0.28]

    function search() {
        model.search(caseField.text, actor.text, action.text, first.text, last.text);
    }

    note: shell.words["audit.watched"]
    beside: [
        Push {
            enabled: root.v.busy === ""
            text: shell.words[root.v.busy === "verify" ? "audit.verifying" : "audit.verify"]
            iconName: "shield"
            hint: "F6"
            onClicked: root.model.verify()
        },
        Push {
            enabled: root.v.busy === ""
            text: shell.words["audit.export"]
            hint: "Ctrl+S"
            onClicked: root.model.export()
        }
    ]
    onActiveFocusChanged: if (activeFocus) caseField.input.forceActiveFocus()

    Row {
        id: top

        width: parent.width
        spacing: Desk.px(8)

        Field { id: caseField; width: Desk.px(300); label: shell.words["audit.case"]; longest: 32; onAccepted: root.search() }
        Field { id: actor; width: Desk.px(130); label: shell.words["audit.actor"]; longest: 40; onAccepted: root.search() }
        Field { id: action; width: Desk.px(190); label: shell.words["audit.action"]; longest: 40; onAccepted: root.search() }
        Field { id: first; width: Desk.px(150); label: shell.words["audit.first"]; longest: 10; onAccepted: root.search() }
        Field { id: last; width: Desk.px(120); label: shell.words["audit.last"]; longest: 10; onAccepted: root.search() }
        Push {
            anchors.bottom: parent.bottom
            look: "primary"
            enabled: root.v.busy === ""
            text: shell.words["audit.search"]
            hint: "Enter"
            onClicked: root.search()
        }
    }
    Rectangle {
        id: report

        y: top.height + Desk.px(8)
        width: parent.width
        height: visible ? words.implicitHeight + Desk.px(14) : 0
        visible: root.v.report !== ""
        radius: Desk.radius
        color: root.v.whole ? Theme.greenTint : Theme.red

        Say {
            id: words

            x: Desk.px(12)
            width: parent.width - 2 * x
            anchors.verticalCenter: parent.verticalCenter
            text: [root.v.report].concat(root.v.findings).join("\n")
            font.bold: true
            color: root.v.whole ? Theme.ink : Theme.white
            on: report.color
            Accessible.role: Accessible.AlertMessage
        }
    }
    Box {
        y: report.y + report.height + Desk.px(8)
        width: parent.width
        height: parent.height - y

        Row {
            id: head

            x: Desk.px(12)
            width: parent.width - 2 * x
            height: Desk.px(34)

            Repeater {
                model: ["seq", "at", "actor", "action", "case", "detail"]

                Say {
                    required property string modelData
                    required property int index

                    width: head.width * root.columns[index]
                    height: head.height
                    verticalAlignment: Text.AlignVCenter
                    text: shell.words["audit.head." + modelData]
                    font.pixelSize: Desk.small
                    font.bold: true
                    color: Theme.soft
                    wrapMode: Text.NoWrap
                }
            }
        }
        ListView {
            id: list

            x: Desk.stroke
            y: head.height
            width: parent.width - 2 * x
            height: parent.height - y - Desk.radius
            clip: true
            model: root.model.rows
            activeFocusOnTab: true
            keyNavigationEnabled: true
            highlightMoveDuration: 0
            boundsBehavior: Flickable.StopAtBounds
            delegate: Rectangle {
                id: row

                required property var line
                required property int index

                width: list.width
                height: Math.max(Desk.px(30), detail.implicitHeight + Desk.px(8))
                color: ListView.isCurrentItem && list.activeFocus ? Theme.tint : index % 2 ? Theme.paper : Theme.white

                Row {
                    x: Desk.px(12)
                    width: parent.width - 2 * x
                    height: parent.height

                    Repeater {
                        model: [row.line.seq, row.line.at, row.line.actor, row.line.action, row.line.case]

                        Say {
                            required property string modelData
                            required property int index

                            width: head.width * root.columns[index]
                            height: row.height
                            rightPadding: Desk.px(6)
                            verticalAlignment: Text.AlignVCenter
                            text: modelData
                            font.pixelSize: Desk.small
                            wrapMode: Text.WrapAnywhere
                            on: row.color
                        }
                    }
                    Say {
                        id: detail

                        width: head.width * root.columns[5]
                        height: row.height
                        verticalAlignment: Text.AlignVCenter
                        text: row.line.detail
                        font.pixelSize: Desk.small
                        wrapMode: Text.WrapAnywhere
                        on: row.color
                    }
                }
            }
        }
        Say {
            anchors.centerIn: parent
            visible: list.count === 0 && root.v.loaded
            text: shell.words["audit.none"]
            font.pixelSize: Desk.label
            color: Theme.soft
        }
    }
    Shortcut { sequence: "F6"; enabled: root.live; onActivated: root.model.verify() }
    Shortcut { sequence: "Ctrl+S"; enabled: root.live; onActivated: root.model.export() }
}
