import QtQuick
import Kiosk.Theme

// Lines of text with a picture before each. The letters get smaller until all fit; what doesn't fit then gets a
// further leaf. `entries`: {icon, label, text, note, good}.
Item {
    id: root

    property var entries: []
    property int leaf: 0
    property string folder: "icons/"
    property real labelWidth: 0
    readonly property var plan: layOut(entries, width, height, Theme.large, Theme.unit)
    readonly property var lines: plan.leaves.length ? plan.leaves[Math.min(leaf, plan.leaves.length - 1)] : []
    readonly property real textX: Theme.px(104) + labelWidth

    onEntriesChanged: leaf = 0

    function ems(text) {
        return Array.from(text).reduce((sum, c) => sum + (c > "\u02ff" ? 1 : 0.58), 0);
    }
    function rows(text, size, width) {
        const latin = text !== "" && text.charCodeAt(0) < 0x2e80 ? 1.1 : 1.04;
        return text === "" ? 0 : Math.ceil(ems(text) * size * latin / Math.max(1, width) + 0.02);
    }
    // At this size of letters: what each entry needs.
    function heights(entries, size, width) {
        const room = width - textX - Theme.px(36);
        return entries.map(e => {
            const text = rows(e.text, size, room) * size * 1.46, note = rows(e.note, Theme.least, room - Theme.px(20)) * Theme.least * 1.56;
            return {entry: e, text: text, note: note, h: Math.max(Theme.px(72), text + note + Theme.px(14))};
        });
    }
    function layOut(entries, width, height, large, unit) {
        if (!entries.length || width < 10)
            return {size: Theme.least, leaves: []};
        for (let size = Theme.type(42); size >= Theme.least; size -= 1) {
            const made = heights(entries, size, width);
            const sum = made.reduce((s, m) => s + m.h, 0);
            if (sum <= height) {
                const spare = Math.min(Theme.px(40), (height - sum) / made.length);
                let y = 0;
                return {size: size, leaves: [made.map(m => { const placed = {entry: m.entry, y: y, h: m.h + spare, text: m.text, note: m.note}; y += placed.h; return placed; })]};
            }
        }
        const size = Math.max(Theme.least, Theme.type(32));
        const room = height - turn.room, leaves = [];
        let now = [], y = 0;
        for (const m of heights(entries, size, width)) {
            if (y + m.h > room && now.length) {
                leaves.push(now);
                now = [];
                y = 0;
            }
            now.push({entry: m.entry, y: y, h: m.h, text: m.text, note: m.note});
            y += m.h;
        }
        leaves.push(now);
        return {size: size, leaves: leaves};
    }

    Panel {
        width: parent.width
        height: root.lines.length ? Math.min(root.lines[root.lines.length - 1].y + root.lines[root.lines.length - 1].h, parent.height) : 0
    }
    Repeater {
        model: root.lines

        Item {
            id: line

            required property var modelData
            required property int index
            readonly property var entry: modelData.entry

            y: modelData.y
            width: root.width
            height: modelData.h
            Accessible.role: Accessible.ListItem
            Accessible.name: [entry.label, entry.text, entry.note].filter(t => t !== "").join(" ")

            Rectangle {
                visible: line.index > 0
                x: Theme.px(28)
                width: parent.width - 2 * x
                height: Theme.px(2)
                color: Theme.line
            }
            Rectangle {
                id: tile

                x: Theme.px(24)
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(Theme.px(60), parent.height - Theme.px(8))
                height: width
                radius: width / 2
                color: line.entry.good ? Theme.tint : Theme.amberTint

                Icon {
                    anchors.centerIn: parent
                    edge: Math.round(parent.width * 0.66)
                    name: root.folder + line.entry.icon
                    tone: line.entry.good ? Theme.blue : Theme.amberInk
                }
            }
            Words {
                visible: text !== ""
                x: Theme.px(100)
                width: root.labelWidth - Theme.px(10)
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: line.entry.label
                font.pixelSize: Theme.type(34)
                color: Theme.soft
                on: Theme.white
            }
            Words {
                id: told

                x: root.textX
                y: line.entry.note === "" ? 0 : (parent.height - modelData.text - modelData.note) / 2
                width: parent.width - x - Theme.px(28)
                height: line.entry.note === "" ? parent.height : modelData.text
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: line.entry.text
                font.pixelSize: root.plan.size
                font.bold: true
                color: Theme.ink
                on: Theme.white
            }
            Words {
                visible: text !== ""
                x: root.textX
                y: told.y + told.height
                width: told.width
                height: modelData.note
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: line.entry.note
                font.pixelSize: Theme.least
                color: line.entry.label === "" ? Theme.soft : Theme.green
                on: Theme.white
            }
        }
    }
    Item {
        id: turn

        readonly property bool back: root.leaf > 0
        readonly property real room: Theme.target + Theme.gap
        readonly property real half: (width - Theme.gap) / 2

        visible: root.plan.leaves.length > 1
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.target

        PrimaryButton {
            width: turn.half
            height: parent.height
            look: "secondary"
            visible: turn.back
            size: Theme.body
            iconName: "back"
            text: shown.words.fewer || ""
            onClicked: root.leaf -= 1
        }
        PrimaryButton {
            x: turn.back ? turn.half + Theme.gap : 0
            width: parent.width - x
            height: parent.height
            look: "secondary"
            visible: root.leaf < root.plan.leaves.length - 1
            size: Theme.body
            iconName: "next"
            text: shown.words.more || ""
            onClicked: root.leaf += 1
        }
    }
}
