import QtQuick
import Kiosk.Theme
import Staff.Controls

// The officer's word: what, on which article, why; the letter beside it. Enter goes on, and sends.
Dialog {
    id: root

    property var model: null
    property string outcome: ""
    property int article: 0
    property var wanted: []
    readonly property var v: model ? model.view : ({})
    readonly property bool letter: outcome === "refuse" || outcome === "ask"
    readonly property var articles: (v.articles || []).concat([{ article: "", says: "", failed: false }])
    readonly property bool other: outcome === "refuse" && article === articles.length - 1
    readonly property string cited: outcome !== "refuse" ? "" : other ? otherArticle.text : articles[article].article
    readonly property bool whole: reason.text.trim() !== "" && (outcome !== "refuse" || cited.trim() !== "") && (outcome !== "ask" || wanted.length > 0)

    function open(what) {
        outcome = what;
        article = 0;
        const draft = v.draft || {};
        wanted = draft.documents || (v.mayAsk && v.mayAsk.length ? [v.mayAsk[0].id] : []);
        otherArticle.text = "";
        reason.text = draft.outcome === what ? draft.reason : preset(what);
        visible = true;
        reason.take();
    }
    function preset(what) {
        if (what === "refuse")
            return articles[0].says;
        return shell.words["reason." + what + ".1"] || "";
    }
    function choose(n) {
        const before = articles[article].says;
        article = Math.max(0, Math.min(articles.length - 1, n));
        if (reason.text === before || reason.text === "")
            reason.text = articles[article].says;
        if (other)
            otherArticle.take();
    }
    function turn(id) {
        wanted = wanted.indexOf(id) < 0 ? wanted.concat([id]) : wanted.filter(w => w !== id);
    }
    function draw() {
        if (outcome === "ask")
            model.print_notice(wanted, reason.text);
        else
            model.print_refusal(cited, reason.text);
    }
    function send() {
        if (!whole)
            return;
        visible = false;
        if (outcome === "ask")
            model.ask(wanted, reason.text);
        else
            model.decide(outcome, cited, reason.text);
        closed();
    }

    title: outcome ? shell.words["verdict." + outcome] : ""
    wide: Desk.px(letter ? 1080 : 660)
    tall: letter ? parent.height - Desk.px(60) : Desk.px(360)
    Keys.onReturnPressed: send()
    Keys.onEnterPressed: send()

    Flickable {
        id: form

        width: root.letter ? parent.width * 0.5 : parent.width
        height: parent.height - foot.height - Desk.px(10)
        contentHeight: fields.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: fields

            width: form.width - Desk.px(12)
            spacing: Desk.px(10)

            Say {
                visible: root.outcome === "refuse"
                text: shell.words["verdict.article"] + "   ↑ ↓"
                color: Theme.soft
                font.pixelSize: Desk.small
            }
            Repeater {
                model: root.outcome === "refuse" ? root.articles : []

                Push {
                    id: line

                    required property var modelData
                    required property int index

                    width: fields.width
                    height: Math.max(Desk.button, cite.implicitHeight + Desk.px(14))
                    text: modelData.article || shell.words["verdict.other_article"]
                    look: index === root.article ? "primary" : "plain"
                    focusPolicy: Qt.NoFocus
                    onClicked: root.choose(index)
                    contentItem: Item {
                        Say {
                            id: cite

                            x: Desk.px(4)
                            width: parent.width - 2 * x
                            anchors.verticalCenter: parent.verticalCenter
                            text: line.text
                            font.bold: line.modelData.failed
                            color: line.tone
                            on: line.ground
                        }
                    }
                }
            }
            Field {
                id: otherArticle

                visible: root.other
                width: parent.width
                label: shell.words["verdict.article"]
                onAccepted: reason.take()
            }
            Say {
                visible: root.outcome === "ask"
                text: shell.words["verdict.documents"]
                color: Theme.soft
                font.pixelSize: Desk.small
            }
            Repeater {
                model: root.outcome === "ask" ? root.v.mayAsk : []

                Tick {
                    required property var modelData

                    width: fields.width
                    text: modelData.name
                    checked: root.wanted.indexOf(modelData.id) >= 0
                    onToggled: root.turn(modelData.id)
                }
            }
            Field {
                id: reason

                width: parent.width
                label: shell.words["verdict.reason"]
                longest: 1000
                onAccepted: root.send()
                input.Keys.onUpPressed: if (root.outcome === "refuse") root.choose(root.article - 1)
                input.Keys.onDownPressed: if (root.outcome === "refuse") root.choose(root.article + 1)
            }
            Flow {
                width: parent.width
                spacing: Desk.px(6)
                visible: root.outcome !== "refuse"

                Repeater {
                    model: 3

                    Push {
                        required property int index

                        text: shell.words["reason." + root.outcome + "." + (index + 1)] || ""
                        hint: "Alt+" + (index + 1)
                        visible: text !== ""
                        onClicked: {
                            reason.text = text;
                            reason.take();
                        }
                    }
                }
            }
        }
    }
    Box {
        visible: root.letter
        x: form.width + Desk.px(8)
        width: parent.width - x
        height: form.height
        color: Theme.paper

        Flickable {
            anchors.fill: parent
            anchors.margins: Desk.px(14)
            contentHeight: page.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            Column {
                id: page

                width: parent.width
                spacing: Desk.px(10)

                Say {
                    text: shell.words["verdict.letter"]
                    font.pixelSize: Desk.small
                    color: Theme.soft
                    on: Theme.paper
                }
                Say {
                    objectName: "letter"
                    width: parent.width
                    text: !root.visible || !root.letter ? "" : root.outcome === "ask" ? root.model.notice(root.wanted, reason.text) : root.model.refusal(root.cited, reason.text)
                    lineHeight: 1.25
                    on: Theme.paper
                }
            }
        }
    }
    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: Desk.button

        Say {
            width: parent.width * 0.4
            anchors.verticalCenter: parent.verticalCenter
            text: root.outcome === "" ? "" : root.outcome === "ask" ? shell.words["verdict.revocable"] : root.outcome === "approve" && root.v.second && !root.v.proposal ? shell.words["verdict.second"] : shell.words["verdict.final"]
            font.bold: true
            color: root.outcome === "ask" ? Theme.soft : Theme.red
        }
        Push {
            anchors.right: go.left
            anchors.rightMargin: Desk.px(10)
            visible: root.letter
            enabled: root.whole
            text: shell.words["verdict.pdf"]
            hint: "Ctrl+P"
            onClicked: root.draw()
        }
        Push {
            id: go

            anchors.right: parent.right
            enabled: root.whole
            look: root.outcome === "refuse" ? "danger" : "primary"
            text: shell.words["verdict.send"]
            hint: "Enter"
            onClicked: root.send()
        }
    }
    Shortcut { sequence: "Ctrl+P"; enabled: root.visible && root.letter && root.whole; onActivated: root.draw() }
    Repeater {
        model: 3

        Item {
            id: quick

            required property int index

            Shortcut {
                sequence: "Alt+" + (quick.index + 1)
                enabled: root.visible && root.outcome !== "refuse"
                onActivated: reason.text = shell.words["reason." + root.outcome + "." + (quick.index + 1)] || reason.text
            }
        }
    }
}
