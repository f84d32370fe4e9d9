import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The window: a number in, face and card compared, the paper out.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property var paper: v.paper
    readonly property bool found: paper.number !== undefined
    readonly property bool ready: found && paper.open && face.checked && (!paper.oldCard || old.checked) && (!paper.fee || fee.checked) && !v.busy

    function find() {
        model.look_up(number.text);
    }
    function hand() {
        if (ready)
            model.hand_over(face.checked, old.checked, fee.checked);
    }

    covered: revoking.visible
    onFoundChanged: {
        face.checked = old.checked = fee.checked = false;
        number.text = "";
        (found ? face : number.input).forceActiveFocus();
    }
    onActiveFocusChanged: if (activeFocus) (found ? face : number.input).forceActiveFocus()

    Row {
        id: top

        width: parent.width
        spacing: Desk.px(10)

        Field {
            id: number

            objectName: "number"
            width: Desk.px(470)
            label: shell.words["collection.number"]
            longest: 120
            onAccepted: root.find()
        }
        Push {
            anchors.bottom: parent.bottom
            look: "primary"
            text: shell.words["collection.find"]
            hint: "Enter"
            onClicked: root.find()
        }
        Push {
            anchors.bottom: parent.bottom
            visible: root.v.camera
            text: shell.words[root.v.scanning ? "collection.stop" : "collection.scan"]
            hint: "F6"
            onClicked: root.v.scanning ? root.model.stop_scan() : root.model.scan()
        }
        Say {
            anchors.bottom: parent.bottom
            height: Desk.button
            verticalAlignment: Text.AlignVCenter
            visible: root.v.scanning
            text: shell.words["collection.scanning"]
            on: Theme.paper
        }
    }
    Box {
        id: sheet

        y: top.height + Desk.px(14)
        width: parent.width
        height: parent.height - y
        visible: root.found

        Column {
            id: person

            x: Desk.margin
            y: Desk.px(16)
            width: parent.width * 0.52 - x
            spacing: Desk.px(10)

            Say {
                width: parent.width
                text: root.paper.ticket + "  " + root.paper.item
                font.pixelSize: Desk.heading
                font.bold: true
                color: Theme.navy
                Accessible.role: Accessible.Heading
            }
            Repeater {
                model: root.found ? [["name", root.paper.name], ["birth", root.paper.birth], ["id", root.paper.id], ["paper", root.paper.number], ["issued", root.paper.issued]] : []

                Item {
                    required property var modelData

                    width: person.width
                    height: value.implicitHeight

                    Say {
                        width: parent.width * 0.3
                        anchors.verticalCenter: parent.verticalCenter
                        text: shell.words["collection." + parent.modelData[0]]
                        color: Theme.soft
                    }
                    Say {
                        id: value

                        x: parent.width * 0.32
                        width: parent.width - x
                        text: parent.modelData[1]
                        font.pixelSize: parent.modelData[0] === "name" ? Desk.heading : Desk.label
                        font.bold: true
                    }
                }
            }
        }
        Column {
            x: parent.width * 0.54
            y: Desk.px(16)
            width: parent.width - x - Desk.margin
            spacing: Desk.px(10)

            Say {
                width: parent.width
                text: root.paper.why || shell.words["collection.compare"]
                font.pixelSize: Desk.label
                font.bold: true
                color: root.paper.why ? Theme.red : Theme.navy
            }
            Tick {
                id: face

                objectName: "face"
                width: parent.width
                enabled: root.found && root.paper.open
                text: shell.words["collection.face"]
                hint: "Alt+1"
            }
            Tick {
                id: old

                width: parent.width
                visible: root.found && root.paper.oldCard
                text: shell.words["collection.old"]
                hint: "Alt+2"
            }
            Say {
                visible: !old.visible
                leftPadding: Desk.px(40)
                text: shell.words["collection.old.none"]
                color: Theme.soft
            }
            Tick {
                id: fee

                width: parent.width
                visible: root.found && root.paper.fee !== ""
                text: shell.words["collection.fee"] + "  " + (root.paper.fee || "")
                hint: "Alt+3"
            }
            Say {
                visible: !fee.visible
                leftPadding: Desk.px(40)
                text: shell.words["collection.fee.none"]
                color: Theme.soft
            }
            Row {
                spacing: Desk.px(10)

                Push {
                    look: "primary"
                    enabled: root.ready
                    text: shell.words["collection.hand"]
                    hint: "Ctrl+Enter"
                    onClicked: root.hand()
                }
                Push {
                    look: "danger"
                    enabled: root.found && root.paper.open
                    text: shell.words["collection.differs"]
                    onClicked: root.model.differs()
                }
                Push {
                    text: shell.words["collection.other"]
                    hint: "Esc"
                    onClicked: root.model.another()
                }
            }
            Say {
                width: parent.width
                text: shell.words["collection.final"]
                font.pixelSize: Desk.small
                color: Theme.soft
            }
            Push {
                visible: root.v.mayRevoke
                text: shell.words["collection.revoke"]
                look: "quiet"
                onClicked: {
                    revoking.visible = true;
                    why.take();
                }
            }
        }
    }
    Box {
        y: sheet.y
        width: parent.width
        height: parent.height - y
        visible: !root.found

        Say {
            id: title

            x: Desk.margin
            y: Desk.px(12)
            text: shell.words["collection.lying"]
            font.pixelSize: Desk.label
            font.bold: true
            color: Theme.navy
        }
        Say {
            x: Desk.margin
            y: Desk.px(48)
            visible: root.v.lying.length === 0
            text: shell.words["collection.lying.none"]
            color: Theme.soft
        }
        ListView {
            x: Desk.margin
            y: Desk.px(48)
            width: parent.width - 2 * x
            height: parent.height - y - Desk.px(8)
            clip: true
            model: root.v.lying
            delegate: Say {
                required property var modelData

                height: Desk.px(34)
                verticalAlignment: Text.AlignVCenter
                wrapMode: Text.NoWrap
                text: [modelData.days, modelData.ticket, modelData.number, modelData.office].join("    ")
            }
        }
    }
    Dialog {
        id: revoking

        parent: root
        title: shell.words["collection.revoke"]
        onClosed: visible = false

        Column {
            width: parent.width
            spacing: Desk.px(12)

            Field {
                id: why

                width: parent.width
                label: shell.words["collection.revoke.why"]
                longest: 200
            }
            Say {
                text: shell.words["collection.revoke.final"]
                font.bold: true
                color: Theme.red
            }
            Push {
                look: "danger"
                enabled: why.text.trim() !== ""
                text: shell.words["collection.revoke"]
                onClicked: {
                    revoking.visible = false;
                    root.model.revoke(why.text);
                    why.text = "";
                }
            }
        }
    }

    Shortcut { sequences: ["Ctrl+Return", "Ctrl+Enter"]; enabled: root.live && root.ready; onActivated: root.hand() }
    Shortcut { sequence: "Esc"; enabled: root.live && root.found; onActivated: root.model.another() }
    Shortcut { sequence: "F6"; enabled: root.live && root.v.camera; onActivated: root.v.scanning ? root.model.stop_scan() : root.model.scan() }
    Shortcut { sequence: "Alt+1"; enabled: root.live && face.enabled; onActivated: face.checked = !face.checked }
    Shortcut { sequence: "Alt+2"; enabled: root.live && old.visible; onActivated: old.checked = !old.checked }
    Shortcut { sequence: "Alt+3"; enabled: root.live && fee.visible; onActivated: fee.checked = !fee.checked }
}
