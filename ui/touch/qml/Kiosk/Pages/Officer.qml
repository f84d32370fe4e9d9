import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A visit in an officer's hands: what was said, what is known line by line, and what she may do.
Item {
    id: root

    readonly property real edge: Theme.portrait ? Theme.margin : Theme.px(56)
    property bool skipping: false
    property bool ending: false
    readonly property bool typing: officer.editing !== "" || skipping
    readonly property var why: ["worn", "cannot", "device", "seen"].map(n => shown.words["officer.reason." + n] || "")

    function save() {
        if (!officer.right)
            return;
        const asked = officer.editing.indexOf("asked.") === 0;
        hand.tap(asked ? "answer" : "correct", officer.event());
    }

    OfficerBar {
        id: bar

        width: parent.width
        by: officer.by
    }
    Column {
        id: head

        x: root.edge
        y: bar.height + Theme.px(24)
        width: parent.width - 2 * root.edge
        spacing: Theme.px(8)

        Words {
            visible: text !== ""
            width: parent.width
            text: officer.item
            font.pixelSize: Theme.type(50)
            font.bold: true
            color: Theme.navy
        }
        Words {
            width: parent.width
            text: (shown.words["officer.step"] || "") + "：" + officer.step
            font.pixelSize: Theme.body
            font.bold: true
            color: Theme.blue
        }
        Words {
            width: parent.width
            text: shown.hint
            font.pixelSize: Theme.small
            color: Theme.soft
        }
    }
    // What was said, the newest below.
    Panel {
        id: talk

        visible: officer.said.length > 0 && !root.typing
        x: root.edge
        y: head.y + head.height + Theme.px(20)
        width: head.width
        height: visible ? Theme.px(Theme.portrait ? 330 : 200) : 0

        ListView {
            anchors.fill: parent
            anchors.margins: Theme.px(20)
            clip: true
            spacing: Theme.px(8)
            model: officer.said
            onCountChanged: positionViewAtEnd()
            delegate: Words {
                required property var modelData

                width: ListView.view.width
                text: (modelData.who === "citizen" ? "▸ " : "　") + modelData.text
                font.pixelSize: Theme.small
                font.bold: modelData.who === "citizen"
                color: modelData.who === "citizen" ? Theme.navy : Theme.soft
                on: Theme.white
            }
        }
    }
    // The lines of the form; before an item is chosen, the items.
    ListView {
        id: list

        x: root.edge
        y: talk.visible ? talk.y + talk.height + Theme.px(24) : head.y + head.height + Theme.px(24)
        width: head.width
        height: (root.typing ? editor.y : foot.y) - y - Theme.px(20)
        clip: true
        spacing: Theme.px(10)
        model: officer.lines.length ? officer.lines : officer.items
        onModelChanged: {
            const at = officer.lines.findIndex(l => l.asked);
            if (at > 0)
                positionViewAtIndex(at, ListView.Contain);
        }
        delegate: Column {
            id: row

            required property var modelData
            readonly property bool line: modelData.key !== undefined

            width: ListView.view.width
            spacing: Theme.px(6)

            Words {
                visible: row.line && row.modelData.section !== ""
                text: row.line ? row.modelData.section : ""
                font.pixelSize: Theme.small
                font.bold: true
                color: Theme.blue
                topPadding: Theme.px(8)
            }
            Touchable {
                id: button

                width: parent.width
                height: Math.max(66, Theme.px(88))
                enabled: officer.mayChange
                text: row.line ? row.modelData.label : row.modelData.label
                onClicked: row.line ? officer.edit(row.modelData.key) : hand.tap("choose", row.modelData.id)
                background: Rectangle {
                    radius: Theme.px(16)
                    color: row.line && row.modelData.asked ? Theme.amberTint : button.down ? Theme.tintDown : Theme.white
                    border.width: button.visualFocus || (row.line && officer.editing === row.modelData.key) ? Theme.stroke * 2 : Theme.stroke
                    border.color: button.visualFocus || (row.line && officer.editing === row.modelData.key) ? Theme.blue : Theme.line
                }
                contentItem: Item {
                    Words {
                        id: name

                        x: Theme.px(24)
                        width: row.line ? parent.width * 0.34 : parent.width - Theme.px(48)
                        height: parent.height
                        fit: true
                        verticalAlignment: Text.AlignVCenter
                        text: button.text
                        font.pixelSize: row.line ? Theme.small : Theme.body
                        font.bold: !row.line
                        color: row.line ? Theme.soft : Theme.navy
                        on: Theme.white
                    }
                    Words {
                        visible: row.line
                        x: name.x + name.width + Theme.px(16)
                        width: parent.width - x - Theme.px(24)
                        height: parent.height
                        fit: true
                        verticalAlignment: Text.AlignVCenter
                        text: row.line ? row.modelData.value || "—" : ""
                        font.pixelSize: Theme.body
                        font.bold: true
                        color: row.line && row.modelData.value ? Theme.ink : Theme.soft
                        on: Theme.white
                    }
                }
            }
        }
    }
    // Typing: one line, what completes it, and the keys.
    Panel {
        id: editor

        visible: root.typing
        x: root.edge
        width: head.width
        height: inside.height + Theme.px(48)
        y: parent.height - height - Theme.px(24)

        Column {
            id: inside

            x: Theme.px(24)
            y: Theme.px(24)
            width: parent.width - Theme.px(48)
            spacing: Theme.px(16)

            TypeLine {
                id: line

                width: parent.width
                label: root.skipping ? shown.words["officer.why"] || "" : officer.label
                wrong: !root.skipping && officer.fault !== ""
                maximumLength: 100
                onTextEdited: if (!root.skipping) officer.type(text)
                onAccepted: root.skipping ? skipped.clicked() : root.save()
                Keys.onEscapePressed: cancel.clicked()

                Connections {
                    target: officer

                    function onTypedChanged() {
                        if (!root.skipping && line.text !== officer.text)
                            line.text = officer.text;
                        if (officer.editing !== "" && !line.activeFocus)
                            line.forceActiveFocus();
                    }
                }
            }
            Words {
                visible: text !== ""
                width: parent.width
                text: root.skipping ? "" : officer.fault
                font.pixelSize: Theme.small
                font.bold: true
                color: Theme.red
                on: Theme.white
            }
            Flow {
                width: parent.width
                spacing: Theme.px(12)

                Repeater {
                    model: root.skipping ? root.why : officer.offers

                    Touchable {
                        id: offer

                        required property string modelData

                        focusPolicy: Qt.NoFocus
                        width: Math.min(inside.width, word.implicitWidth + Theme.px(48))
                        height: Math.max(66, Theme.px(76))
                        text: modelData
                        onClicked: {
                            line.text = modelData;
                            if (!root.skipping)
                                officer.type(modelData);
                            line.forceActiveFocus();
                        }
                        background: Rectangle {
                            radius: height / 2
                            color: offer.down ? Theme.tintDown : Theme.tint
                        }
                        contentItem: Words {
                            id: word

                            text: offer.text
                            font.pixelSize: Theme.small
                            color: Theme.blue
                            on: Theme.tint
                            horizontalAlignment: Text.AlignHCenter
                            verticalAlignment: Text.AlignVCenter
                        }
                    }
                }
            }
            LetterKeys {
                width: parent.width
                visible: Theme.portrait
                height: visible ? 4 * Math.max(66, Theme.px(84)) + 3 * gap : 0
                target: line
            }
            Row {
                width: parent.width
                spacing: Theme.gap

                PrimaryButton {
                    id: cancel

                    width: (parent.width - Theme.gap) / 2
                    height: Math.max(66, Theme.px(104))
                    look: "secondary"
                    iconName: "cross"
                    text: shown.words["officer.leave"] || ""
                    onClicked: {
                        root.skipping = false;
                        officer.edit("");
                    }
                }
                PrimaryButton {
                    id: skipped

                    width: cancel.width
                    height: cancel.height
                    iconName: "check"
                    enabled: root.skipping ? line.text.trim() !== "" : officer.right
                    look: enabled ? "primary" : "secondary"
                    text: (root.skipping ? shown.words["officer.skip"] : shown.words["officer.save"]) || ""
                    onClicked: {
                        if (!enabled)
                            return;
                        if (root.skipping) {
                            root.skipping = false;
                            hand.tap("skip", line.text.trim());
                        } else {
                            root.save();
                        }
                    }
                }
            }
        }
    }
    Column {
        id: foot

        visible: !root.typing
        x: root.edge
        y: parent.height - height - Theme.px(30)
        width: head.width
        spacing: Theme.px(18)

        PrimaryButton {
            width: parent.width
            iconName: "next"
            text: (officer.due ? shown.words["officer.hand_in"] : shown.words["officer.give_back"]) || ""
            onClicked: hand.tap("give_back", "")
        }
        Row {
            width: parent.width
            spacing: Theme.gap

            PrimaryButton {
                width: (parent.width - Theme.gap) / 2
                height: Math.max(66, Theme.px(112))
                look: "secondary"
                iconName: "next"
                enabled: officer.maySkip
                opacity: enabled ? 1 : 0.45
                text: shown.words["officer.skip"] || ""
                onClicked: {
                    line.text = "";
                    root.skipping = true;
                    line.forceActiveFocus();
                }
            }
            PrimaryButton {
                width: (parent.width - Theme.gap) / 2
                height: Math.max(66, Theme.px(112))
                look: "danger"
                iconName: "door"
                text: (root.ending ? shown.words["officer.end_sure"] : shown.words["officer.end"]) || ""
                onClicked: {
                    if (root.ending)
                        hand.tap("end_visit", "");
                    root.ending = true;
                }
            }
        }
    }
}
