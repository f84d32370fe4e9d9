import QtQuick
import Kiosk.Theme
import Staff.Controls

// Items and their versions; or one item in a form, and what the changes do.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property bool one: v.mode === "item"
    // What is typed for one item is nothing for the next.
    readonly property string taught: one ? v.item : ""

    note: one ? v.item + "  " + v.version : ""
    beside: [
        Push {
            visible: root.one
            text: shell.words["teach.back"]
            hint: "Esc"
            onClicked: root.model.back()
        },
        Push {
            visible: root.one
            look: "primary"
            enabled: root.v.changes > 0 && !root.v.busy
            text: shell.words[root.v.busy ? "teach.trying" : "teach.try"]
            hint: "F9"
            onClicked: root.model.try_out()
        }
    ]

    Say {
        anchors.centerIn: parent
        visible: root.v.mode === "loading"
        text: shell.words["teach.loading"]
        font.pixelSize: Desk.label
        color: Theme.soft
        on: Theme.paper
    }
    Row {
        visible: root.v.mode === "list"
        anchors.fill: parent
        spacing: Desk.gap

        Box {
            width: (parent.width - Desk.gap) * 0.6
            height: parent.height

            Head { id: itemsHead; text: shell.words["teach.items"] }
            ListView {
                x: Desk.px(8)
                y: itemsHead.height
                width: parent.width - 2 * x
                height: parent.height - y - Desk.px(8)
                clip: true
                model: root.v.mode === "list" ? root.v.items : []
                delegate: Item {
                    id: line

                    required property var modelData

                    width: ListView.view.width
                    height: Desk.px(46)

                    Say {
                        x: Desk.px(8)
                        width: parent.width * 0.42
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        text: line.modelData.name
                    }
                    Say {
                        x: parent.width * 0.44
                        width: parent.width * 0.3
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        text: line.modelData.version + "\n" + line.modelData.state
                        font.pixelSize: Desk.small
                        color: Theme.soft
                    }
                    Row {
                        anchors.right: parent.right
                        anchors.rightMargin: Desk.px(6)
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: Desk.px(6)

                        Push {
                            visible: line.modelData.signed
                            implicitHeight: Desk.px(34)
                            look: line.modelData.retiring ? "danger" : "plain"
                            text: shell.words[line.modelData.retiring ? "teach.retire_sure" : "teach.retire"]
                            onClicked: root.model.retire(line.modelData.id)
                        }
                        Push {
                            implicitHeight: Desk.px(34)
                            text: shell.words["teach.change"]
                            onClicked: root.model.open(line.modelData.id)
                        }
                    }
                }
            }
        }
        Box {
            width: (parent.width - Desk.gap) * 0.4
            height: parent.height

            Head { id: waitHead; text: shell.words["teach.waiting"] }
            Say {
                x: Desk.px(16)
                y: waitHead.height
                visible: waiting.count === 0
                text: shell.words["teach.none"]
                color: Theme.soft
            }
            ListView {
                id: waiting

                x: Desk.px(16)
                y: waitHead.height
                width: parent.width - 2 * x
                height: parent.height - y - Desk.px(8)
                clip: true
                spacing: Desk.px(12)
                model: root.v.mode === "list" ? root.v.waiting : []
                delegate: Column {
                    required property var modelData

                    width: ListView.view.width
                    spacing: Desk.px(4)

                    Say { width: parent.width; text: modelData.name; font.bold: true; color: Theme.navy }
                    Say { width: parent.width; text: modelData.version + "  ·  " + modelData.who + "  ·  " + modelData.day; font.pixelSize: Desk.small; color: Theme.soft }
                    Push {
                        visible: !modelData.complete
                        look: "primary"
                        text: shell.words["teach.second"]
                        onClicked: root.model.second(modelData.id, modelData.digest)
                    }
                }
            }
        }
    }
    Row {
        visible: root.one
        anchors.fill: parent
        spacing: Desk.gap

        Box {
            width: (parent.width - Desk.gap) * 0.56
            height: parent.height

            Flickable {
                anchors.fill: parent
                anchors.margins: Desk.px(14)
                clip: true
                contentHeight: lines.height
                boundsBehavior: Flickable.StopAtBounds

                Column {
                    id: lines

                    width: parent.width
                    spacing: Desk.px(8)

                    Say { text: shell.words["teach.parameters"]; font.bold: true; color: Theme.navy }
                    Say {
                        visible: root.one && root.v.parameters.length === 0
                        text: shell.words["teach.no_parameters"]
                        color: Theme.soft
                    }
                    Repeater {
                        model: root.one ? root.v.parameters.length : 0

                        Field {
                            required property int index
                            readonly property var p: root.one ? root.v.parameters[index] || ({}) : ({})

                            width: lines.width
                            label: (p.label || "") + "  ·  " + (p.article || "")
                            Component.onCompleted: text = p.value || ""
                            input.onTextEdited: root.model.change("parameter", p.name, text)
                        }
                    }
                    Say { text: shell.words["teach.sentence"]; font.bold: true; color: Theme.navy; topPadding: Desk.px(8) }
                    Field {
                        id: sentence

                        Connections {
                            target: root
                            function onTaughtChanged() { sentence.text = ""; }
                        }
                        width: lines.width
                        longest: 60
                        input.onTextEdited: root.model.change("sentence", "", text)
                    }
                    Flow {
                        visible: root.one && root.v.candidates.length > 0
                        width: lines.width
                        spacing: Desk.px(6)

                        Say { text: shell.words["teach.candidates"]; font.pixelSize: Desk.small; color: Theme.soft }
                        Repeater {
                            model: root.one ? root.v.candidates : []

                            Push {
                                required property var modelData

                                implicitHeight: Desk.px(32)
                                text: modelData.text
                                hint: "×" + modelData.n
                                onClicked: {
                                    sentence.text = modelData.text;
                                    root.model.change("sentence", "", modelData.text);
                                    root.model.look_at(modelData.text);
                                }
                            }
                        }
                    }
                    Push {
                        visible: sentence.text !== ""
                        text: shell.words["teach.look"]
                        onClicked: root.model.look_at(sentence.text)
                    }
                    Say { text: shell.words["teach.rules"]; font.bold: true; color: Theme.navy; topPadding: Desk.px(8) }
                    Repeater {
                        model: root.one ? root.v.rules.length : 0

                        Field {
                            required property int index
                            readonly property var r: root.one ? root.v.rules[index] || ({}) : ({})

                            width: lines.width
                            label: r.name || ""
                            Component.onCompleted: text = r.value || ""
                            input.onTextEdited: root.model.change("citizen_zh", r.name, text)
                        }
                    }
                }
            }
        }
        Box {
            width: (parent.width - Desk.gap) * 0.44
            height: parent.height

            Head { id: resultHead; text: shell.words["teach.result"] }
            Flickable {
                x: Desk.px(16)
                y: resultHead.height
                width: parent.width - 2 * x
                height: parent.height - y - foot.height - Desk.px(16)
                clip: true
                contentHeight: result.height

                Column {
                    id: result

                    readonly property var d: root.one ? root.v.draft : ({})

                    width: parent.width
                    spacing: Desk.px(8)

                    Tag {
                        visible: result.d.version !== undefined
                        look: result.d.good ? "green" : "red"
                        text: result.d.version === undefined ? "" : shell.words[result.d.good ? "teach.good" : "teach.findings"]
                    }
                    Repeater {
                        model: result.d.findings || []

                        Say { required property string modelData; width: result.width; text: modelData; color: Theme.red; font.pixelSize: Desk.small }
                    }
                    Say { visible: text !== ""; width: parent.width; text: result.d.examples || "" }
                    Say { visible: text !== ""; width: parent.width; text: result.d.replayed || "" }
                    Say { visible: result.d.version !== undefined; text: shell.words["teach.differences"]; font.bold: true; color: Theme.navy }
                    Repeater {
                        model: result.d.differences || []

                        Say { required property string modelData; width: result.width; text: "· " + modelData; font.pixelSize: Desk.small }
                    }
                    Say { visible: root.one && root.v.looked; text: shell.words["teach.near"]; font.bold: true; color: Theme.navy }
                    Say { visible: root.one && root.v.looked && root.v.near.length === 0; text: shell.words["teach.nothing_near"]; color: Theme.soft }
                    Repeater {
                        model: root.one ? root.v.near : []

                        Say {
                            required property var modelData

                            width: result.width
                            text: (modelData.pulled ? shell.words["teach.pulled"] + "：" : "") + modelData.text
                            font.pixelSize: Desk.small
                            color: modelData.pulled ? Theme.red : Theme.soft
                        }
                    }
                }
            }
            Column {
                id: foot

                x: Desk.px(16)
                y: parent.height - height - Desk.px(12)
                width: parent.width - 2 * x
                spacing: Desk.px(8)
                visible: root.one && root.v.draft.good === true

                Field {
                    id: day

                    Connections {
                        target: root
                        function onTaughtChanged() { day.text = ""; }
                    }
                    width: parent.width
                    label: shell.words["teach.day"]
                    longest: 10
                }
                Push {
                    width: parent.width
                    look: "primary"
                    enabled: !root.v.busy
                    text: shell.words["teach.sign"]
                    onClicked: root.model.sign(day.text)
                }
            }
        }
    }
    component Head: Say {
        x: Desk.px(16)
        height: Desk.px(44)
        verticalAlignment: Text.AlignVCenter
        font.bold: true
        color: Theme.navy
    }
    Shortcut { sequence: "F9"; enabled: root.live && root.one; onActivated: root.model.try_out() }
    Shortcut { sequence: "Esc"; enabled: root.live && root.one; onActivated: root.model.back() }
}
