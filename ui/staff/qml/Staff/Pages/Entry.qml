import QtQuick
import Kiosk.Theme
import Staff.Controls

// Manual entry. The list of items, drafts and what waits; or one form, keyboard first.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property bool form: v.mode === "form"
    property var inputs: ({})

    note: form ? v.item : ""
    beside: [
        Push {
            visible: root.form
            text: shell.words["entry.back"]
            hint: "Esc"
            onClicked: root.model.back()
        },
        Push {
            visible: root.form
            look: root.v.discard ? "danger" : "plain"
            text: shell.words[root.v.discard ? "entry.discard_sure" : "entry.discard"]
            hint: "Ctrl+D"
            onClicked: root.model.discard()
        },
        Push {
            visible: root.form
            look: "primary"
            enabled: !root.v.sending
            text: shell.words[root.v.sending ? "entry.sending" : "entry.hand_in"]
            hint: "Ctrl+↵"
            onClicked: root.hand_in()
        }
    ]

    // Keyboard first: a form begins on its first line.
    onFormChanged: if (form) Qt.callLater(begin)

    function begin() {
        const section = (v.sections || [])[0];
        const key = section && section.lines.length ? section.lines[0].key : "";
        if (form && inputs[key])
            inputs[key].take();
    }
    function hand_in() {
        model.hand_in();
        if (form && v.open > 0 && inputs[v.at])
            inputs[v.at].take();
    }

    Say {
        anchors.centerIn: parent
        visible: root.v.mode === "loading"
        text: shell.words["entry.loading"]
        font.pixelSize: Desk.label
        color: Theme.soft
        on: Theme.paper
    }
    // What may be begun, gone on with, and what waits.
    Row {
        visible: root.v.mode === "list"
        anchors.fill: parent
        spacing: Desk.gap

        Box {
            width: (parent.width - Desk.gap) * 0.55
            height: parent.height

            Say {
                id: chooseHead

                x: Desk.px(16)
                height: Desk.px(44)
                verticalAlignment: Text.AlignVCenter
                text: shell.words["entry.choose"]
                font.bold: true
                color: Theme.navy
            }
            ListView {
                id: items

                x: Desk.px(8)
                y: chooseHead.height
                width: parent.width - 2 * x
                height: parent.height - y - Desk.px(8)
                clip: true
                spacing: Desk.px(4)
                boundsBehavior: Flickable.StopAtBounds
                model: root.v.mode === "list" ? root.v.items : []
                delegate: Push {
                    required property var modelData

                    width: ListView.view.width
                    look: "quiet"
                    text: modelData.name
                    onClicked: root.model.begin(modelData.id)
                }
            }
        }
        Column {
            width: (parent.width - Desk.gap) * 0.45
            height: parent.height
            spacing: Desk.gap

            Box {
                width: parent.width
                height: (parent.height - Desk.gap) / 2

                Say {
                    id: draftHead

                    x: Desk.px(16)
                    height: Desk.px(44)
                    verticalAlignment: Text.AlignVCenter
                    text: shell.words["entry.drafts"]
                    font.bold: true
                    color: Theme.navy
                }
                Say {
                    x: Desk.px(16)
                    y: draftHead.height
                    visible: drafts.count === 0
                    text: shell.words["entry.no_drafts"]
                    color: Theme.soft
                }
                ListView {
                    id: drafts

                    x: Desk.px(8)
                    y: draftHead.height
                    width: parent.width - 2 * x
                    height: parent.height - y - Desk.px(8)
                    clip: true
                    spacing: Desk.px(4)
                    model: root.v.mode === "list" ? root.v.drafts : []
                    delegate: Push {
                        required property var modelData

                        width: ListView.view.width
                        text: modelData.name
                        hint: modelData.saved
                        onClicked: root.model.resume(modelData.id)
                    }
                }
            }
            Box {
                width: parent.width
                height: (parent.height - Desk.gap) / 2

                Say {
                    id: waitHead

                    x: Desk.px(16)
                    height: Desk.px(44)
                    verticalAlignment: Text.AlignVCenter
                    text: shell.words["entry.waiting"]
                    font.bold: true
                    color: Theme.navy
                }
                Say {
                    x: Desk.px(16)
                    y: waitHead.height
                    visible: waiting.count === 0
                    text: shell.words["entry.no_drafts"]
                    color: Theme.soft
                }
                ListView {
                    id: waiting

                    x: Desk.px(16)
                    y: waitHead.height
                    width: parent.width - 2 * x
                    height: parent.height - y - Desk.px(8)
                    clip: true
                    spacing: Desk.px(8)
                    model: root.v.mode === "list" ? root.v.waiting : []
                    delegate: Column {
                        required property var modelData

                        width: ListView.view.width
                        spacing: Desk.px(2)

                        Row {
                            spacing: Desk.px(10)

                            Say { text: modelData.ticket; font.bold: true; color: Theme.navy }
                            Say { text: modelData.name }
                        }
                        Tag {
                            look: modelData.waits ? "amber" : "blue"
                            text: shell.words[modelData.waits ? "entry.waits" : "entry.under_way"]
                        }
                    }
                }
            }
        }
    }
    // One form: two columns of lines.
    Item {
        visible: root.form
        anchors.fill: parent

        Say {
            id: how

            width: parent.width
            text: shell.words["entry.hint"]
            font.pixelSize: Desk.small
            color: Theme.soft
            on: Theme.paper
        }
        Flickable {
            id: scroll

            y: how.height + Desk.px(8)
            width: parent.width
            height: parent.height - y
            clip: true
            contentHeight: body.height
            boundsBehavior: Flickable.StopAtBounds

            Column {
                id: body

                width: parent.width
                spacing: Desk.px(10)

                Repeater {
                    model: root.form ? root.v.sections.length : 0

                    Box {
                        id: part

                        required property int index
                        readonly property var section: root.v.sections ? root.v.sections[index] || { label: "", lines: [], needed: true } : { label: "", lines: [], needed: true }

                        width: body.width
                        height: grid.y + grid.height + Desk.px(12)

                        Row {
                            id: partHead

                            x: Desk.px(14)
                            y: Desk.px(8)
                            spacing: Desk.px(10)

                            Say {
                                text: part.section.label
                                font.bold: true
                                color: Theme.navy
                            }
                            Say {
                                visible: !part.section.needed
                                text: shell.words["entry.optional"]
                                font.pixelSize: Desk.small
                                color: Theme.soft
                            }
                        }
                        Grid {
                            id: grid

                            x: Desk.px(14)
                            y: partHead.y + partHead.height + Desk.px(6)
                            width: parent.width - 2 * x
                            columns: 2
                            columnSpacing: Desk.px(18)
                            rowSpacing: Desk.px(6)

                            Repeater {
                                model: part.section.lines.length

                                EntryLine {
                                    required property int index

                                    width: (grid.width - grid.columnSpacing) / 2
                                    line: part.section.lines[index] || ({ key: "", label: "", text: "", offers: [] })
                                    model: root.model
                                    onMade: root.inputs[line.key] = this
                                    onSeen: {
                                        const top = mapToItem(body, 0, 0).y;
                                        if (top < scroll.contentY)
                                            scroll.contentY = Math.max(0, top - Desk.px(40));
                                        else if (top + height > scroll.contentY + scroll.height)
                                            scroll.contentY = top + height - scroll.height + Desk.px(20);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    Shortcut { sequences: ["Ctrl+Return", "Ctrl+Enter"]; enabled: root.live && root.form; onActivated: root.hand_in() }
    Shortcut { sequence: "Ctrl+D"; enabled: root.live && root.form; onActivated: root.model.discard() }
    Shortcut { sequence: "Esc"; enabled: root.live && root.form; onActivated: root.model.back() }
}
