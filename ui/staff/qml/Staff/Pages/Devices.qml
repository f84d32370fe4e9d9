import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// Devices and service: what works here and what to do, tests, and what citizens see of this kiosk.
Sheet {
    id: root

    readonly property var v: model.view

    beside: [
        Push {
            text: shell.words[root.v.looking ? "device.looking" : "device.look_over"]
            hint: "F5"
            enabled: !root.v.looking
            onClicked: root.model.look_over()
        }
    ]

    Row {
        anchors.fill: parent
        spacing: Desk.gap

        Column {
            width: (parent.width - Desk.gap) * 0.5
            height: parent.height
            spacing: Desk.gap

            Box {
                width: parent.width
                height: tests.height + Desk.px(24)

                Column {
                    id: tests

                    x: Desk.px(16)
                    y: Desk.px(12)
                    width: parent.width - 2 * x
                    spacing: Desk.px(10)

                    Repeater {
                        model: root.v.devices.length

                        Item {
                            id: row

                            required property int index
                            readonly property var d: root.v.devices[index]

                            width: tests.width
                            height: Desk.px(58)

                            Icon {
                                id: sign

                                anchors.verticalCenter: parent.verticalCenter
                                edge: Desk.px(28)
                                name: ["mic", "speak", "card", "ticket"][row.index]
                                tone: Theme.navy
                            }
                            Say {
                                id: name

                                x: Desk.px(42)
                                width: parent.width - x - button.width - Desk.px(12)
                                text: row.d.name
                                font.bold: true
                                color: Theme.navy
                            }
                            Say {
                                anchors.top: name.bottom
                                x: name.x
                                width: name.width
                                maximumLineCount: 2
                                text: row.d.busy && row.d.id === "microphone" ? shell.words["device.say_something"] : row.d.text
                                font.pixelSize: Desk.small
                                color: row.d.tested && !row.d.works ? Theme.red : Theme.soft
                            }
                            Rectangle {
                                visible: row.d.id === "microphone" && row.d.busy
                                anchors.bottom: parent.bottom
                                x: name.x
                                width: name.width
                                height: Desk.px(8)
                                radius: height / 2
                                color: Theme.tint

                                Rectangle {
                                    width: parent.width * root.model.level
                                    height: parent.height
                                    radius: height / 2
                                    color: Theme.green
                                }
                            }
                            Push {
                                id: button

                                anchors.right: parent.right
                                anchors.verticalCenter: parent.verticalCenter
                                enabled: !row.d.busy
                                text: shell.words[row.d.busy ? "device.testing" : "device.test"]
                                hint: "F" + (6 + row.index)
                                onClicked: root.model.test(row.d.id)
                            }
                        }
                    }
                }
            }
            Box {
                width: parent.width
                height: house.height + Desk.px(24)

                Column {
                    id: house

                    x: Desk.px(16)
                    y: Desk.px(12)
                    width: parent.width - 2 * x
                    spacing: Desk.px(12)

                    Row {
                        spacing: Desk.px(12)

                        Say { height: Desk.button; verticalAlignment: Text.AlignVCenter; text: shell.words["device.service"]; font.bold: true; color: Theme.navy }
                        Tag { anchors.verticalCenter: parent.verticalCenter; look: root.v.open ? "green" : "red"; text: shell.words[root.v.open ? "device.open" : "device.closed"] }
                        Push {
                            look: root.v.open ? "danger" : "primary"
                            text: shell.words[root.v.open ? "device.close_now" : "device.open_now"]
                            onClicked: root.model.set_open(!root.v.open)
                        }
                    }
                    Row {
                        spacing: Desk.px(12)

                        Say { width: Desk.px(130); height: Desk.button; verticalAlignment: Text.AlignVCenter; text: shell.words["device.volume"] + "  " + root.v.volume + "%" }
                        Push { text: shell.words["device.quieter"]; onClicked: root.model.louder(-1) }
                        Push { text: shell.words["device.louder"]; onClicked: root.model.louder(1) }
                    }
                    Row {
                        spacing: Desk.px(12)

                        Say { width: Desk.px(130); height: Desk.button; verticalAlignment: Text.AlignVCenter; text: shell.words["device.spoken"] }
                        Push { look: root.v.spoken ? "primary" : "plain"; text: shell.words["device.on"]; onClicked: root.model.set_spoken(true) }
                        Push { look: root.v.spoken ? "plain" : "primary"; text: shell.words["device.off"]; onClicked: root.model.set_spoken(false) }
                    }
                    Row {
                        spacing: Desk.px(12)

                        Say { width: Desk.px(230); height: Desk.button; verticalAlignment: Text.AlignVCenter; text: shell.words["device.paper"] + "  " + (root.v.paper || shell.words["device.paper_never"]) }
                        Push { text: shell.words["device.paper_now"]; onClicked: root.model.paper_changed() }
                    }
                }
            }
        }
        Box {
            width: (parent.width - Desk.gap) * 0.5
            height: parent.height

            Say {
                id: head

                x: Desk.px(16)
                height: Desk.px(44)
                verticalAlignment: Text.AlignVCenter
                text: shell.words["device.doctor"]
                font.bold: true
                color: Theme.navy
            }
            ListView {
                x: Desk.px(16)
                y: head.height
                width: parent.width - 2 * x
                height: parent.height - y - Desk.px(8)
                clip: true
                spacing: Desk.px(8)
                boundsBehavior: Flickable.StopAtBounds
                model: root.v.checks
                delegate: Column {
                    id: check

                    required property var modelData

                    width: ListView.view.width
                    spacing: Desk.px(2)

                    Row {
                        spacing: Desk.px(8)

                        Tag {
                            look: check.modelData.ok ? "green" : check.modelData.required ? "red" : "amber"
                            text: shell.words[check.modelData.ok ? "device.ok" : check.modelData.required ? "device.missing" : "device.absent"]
                        }
                        Say { text: check.modelData.name; font.bold: true; color: Theme.navy }
                    }
                    Say { width: parent.width; text: check.modelData.detail; font.pixelSize: Desk.small; color: Theme.soft; wrapMode: Text.WrapAnywhere; maximumLineCount: 3; elide: Text.ElideRight }
                    Say { visible: text !== ""; width: parent.width; text: check.modelData.todo ? "→ " + check.modelData.todo : ""; font.pixelSize: Desk.small; font.bold: true; color: Theme.amberInk }
                }
            }
        }
    }
    Shortcut { sequence: "F5"; enabled: root.live; onActivated: root.model.look_over() }
    Shortcut { sequence: "F6"; enabled: root.live; onActivated: root.model.test("microphone") }
    Shortcut { sequence: "F7"; enabled: root.live; onActivated: root.model.test("loudspeaker") }
    Shortcut { sequence: "F8"; enabled: root.live; onActivated: root.model.test("camera") }
    Shortcut { sequence: "F9"; enabled: root.live; onActivated: root.model.test("printer") }
}
