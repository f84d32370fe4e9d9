import QtQuick
import Kiosk.Theme

// What helps: large type, contrast, reach, calm, voice, language. Each says in words whether it is on.
Rectangle {
    id: root

    // The commands first, then what only the screen does.
    readonly property var all: [
        {id: "elder_mode", kind: "command", on: shown.large, switched: true, icon: "type"},
        {id: "contrast", kind: "aid", on: shown.contrast, switched: true, icon: "contrast"},
        {id: "low", kind: "aid", on: shown.low, switched: true, icon: "wheelchair", tall: true},
        {id: "calm", kind: "aid", on: shown.calm, switched: true, icon: "calm"},
        {id: "louder", kind: "command", on: false, switched: false, icon: "speak"},
        {id: "slower", kind: "command", on: false, switched: false, icon: "clock"},
        {id: "language", kind: "language", on: false, switched: false, icon: "language"}
    ].filter(a => !a.tall || Theme.portrait)
    readonly property int columns: Theme.portrait ? 2 : 3
    readonly property int rows: Math.ceil((all.length + 1) / columns)
    readonly property real room: height - title.height - Theme.px(Theme.portrait ? 80 : 36)
    readonly property real one: Math.min(Theme.px(200), (room - (rows - 1) * Theme.px(18)) / rows)

    function word(id) {
        if (id === "language")
            return (shown.always.find(c => c.kind === "language") || {label: ""}).label;
        const known = shown.aids.find(a => a.id === id) || shown.always.find(a => a.id === id);
        return known ? known.label : shown.words["aid." + id] || "";
    }
    function sent(aid) {
        return aid.kind === "language" ? (shown.always.find(c => c.kind === "language") || {id: ""}).id : aid.id;
    }

    color: Theme.paper
    Accessible.role: Accessible.Dialog
    Accessible.name: title.text

    Words {
        id: title

        x: Theme.margin
        y: Theme.px(Theme.portrait ? 32 : 14)
        width: parent.width - 2 * x
        text: shown.words["aids.title"] || ""
        font.pixelSize: Theme.type(Theme.portrait ? 54 : 44)
        font.bold: true
        color: Theme.navy
        Accessible.role: Accessible.Heading
    }
    Repeater {
        model: root.all

        Touchable {
            id: aid

            required property var modelData
            required property int index

            x: Theme.margin + (index % root.columns) * (width + Theme.px(18))
            y: title.y + title.height + Theme.px(Theme.portrait ? 24 : 10) + Math.floor(index / root.columns) * (root.one + Theme.px(18))
            width: (root.width - 2 * Theme.margin - (root.columns - 1) * Theme.px(18)) / root.columns
            height: root.one
            text: root.word(modelData.id)
            Accessible.checkable: modelData.switched
            Accessible.checked: modelData.on
            onClicked: hand.tap(modelData.kind, root.sent(modelData))
            background: Panel {
                color: aid.down ? Theme.tintDown : aid.modelData.on ? Theme.greenTint : Theme.white
                border.color: aid.modelData.on ? Theme.green : Theme.line
                border.width: aid.modelData.on || aid.visualFocus ? Theme.stroke * 1.5 : Theme.px(2)
            }
            contentItem: Item {
                Icon {
                    id: picture

                    x: Theme.px(22)
                    anchors.verticalCenter: parent.verticalCenter
                    edge: Math.min(Theme.px(76), aid.height - Theme.px(24))
                    name: aid.modelData.icon
                    tone: aid.modelData.on ? Theme.green : Theme.blue
                }
                Words {
                    id: name

                    x: picture.x + picture.width + Theme.px(20)
                    width: parent.width - x - Theme.px(14)
                    height: aid.modelData.switched ? parent.height * 0.56 : parent.height
                    verticalAlignment: aid.modelData.switched ? Text.AlignBottom : Text.AlignVCenter
                    fit: true
                    text: aid.text
                    font.pixelSize: Theme.type(40)
                    font.bold: true
                    color: Theme.navy
                    on: aid.modelData.on ? Theme.greenTint : Theme.white
                }
                Words {
                    visible: aid.modelData.switched
                    anchors.top: name.bottom
                    x: name.x
                    width: name.width
                    height: parent.height * 0.4
                    fit: true
                    text: (aid.modelData.on ? shown.words["aids.on"] : shown.words["aids.off"]) || ""
                    font.pixelSize: Theme.type(28)
                    color: aid.modelData.on ? Theme.green : Theme.soft
                    on: aid.modelData.on ? Theme.greenTint : Theme.white
                }
            }
        }
    }
    PrimaryButton {
        readonly property int index: root.all.length

        x: Theme.margin + (index % root.columns) * (root.width - 2 * Theme.margin + Theme.px(18)) / root.columns
        y: title.y + title.height + Theme.px(Theme.portrait ? 24 : 10) + Math.floor(index / root.columns) * (root.one + Theme.px(18))
        width: root.width - Theme.margin - x
        height: root.one
        iconName: "check"
        text: shown.words["aids.close"] || ""
        onClicked: shown.aid(false)
    }
}
