import QtQuick
import Kiosk.Theme

// All choices as large cards under the names of their departments. What doesn't fit gets a further leaf, and so
// do the matters that an officer does, behind "other matters".
Item {
    id: root

    property var choices: []
    property int leaf: 0
    readonly property var plan: layOut(choices, width, height, shown.language, Theme.unit, Theme.large)
    readonly property real used: plan.used

    onChoicesChanged: leaf = 0

    function sections(choices) {
        const found = [];
        for (const choice of choices) {
            let section = found.find(s => s.name === choice.group);
            if (!section) {
                section = {name: choice.group, choices: []};
                found.push(section);
            }
            section.choices.push(choice);
        }
        return found;
    }

    // Rows first, then as many as fit on a leaf: [{cards, heads, used}].
    function leaves(rows, card, head, room, columns, step) {
        const all = [];
        let now = null, y = 0;
        for (const row of rows) {
            const tall = (row.heads.length ? head : 0) + card + step;
            if (!now || y + tall - step > room) {
                now = {cards: [], heads: [], used: 0};
                all.push(now);
                y = 0;
            }
            const wide = (width - (columns - 1) * step) / columns;
            if (row.heads.length) {
                row.heads.forEach(h => now.heads.push({name: h.name, x: h.at * (wide + step), y: y}));
                y += head;
            }
            row.choices.forEach((c, i) => now.cards.push({choice: c, x: i * (wide + step), y: y, w: wide, h: card}));
            y += card + step;
            now.used = y - step;
        }
        return all;
    }

    // Rows of cards; small departments share one, each under its own name.
    function rowsOf(choices, columns) {
        const rows = [];
        for (const section of sections(choices)) {
            const last = rows[rows.length - 1];
            if (last && last.whole && last.choices.length + section.choices.length <= columns) {
                last.heads.push({name: section.name, at: last.choices.length});
                last.choices = last.choices.concat(section.choices);
                continue;
            }
            for (let i = 0; i < section.choices.length; i += columns)
                rows.push({heads: i === 0 && section.name ? [{name: section.name, at: 0}] : [], whole: section.choices.length <= columns, choices: section.choices.slice(i, i + columns)});
        }
        return rows;
    }

    // The fewest columns with which all fit on one leaf; else the most columns and several leaves.
    function layOut(choices, width, height, language, unit, large) {
        const main = choices.filter(c => !c.minor), minor = main.length ? choices.filter(c => c.minor) : [];
        if (!minor.length)
            return layOutAll(choices, width, height, height - turn.room, language, large);
        const less = height - turn.room;
        const first = layOutAll(main, width, less, less, language, large).leaves;
        const rest = layOutAll(minor, width, less, less, language, large).leaves;
        return {leaves: first.concat(rest), other: first.length, more: true, used: height};
    }
    // `less`: the height of a leaf where there are several.
    function layOutAll(choices, width, height, less, language, large) {
        const head = Theme.small * 1.5 + Theme.px(8);
        const lines = language === "zh" ? 2 : 3;
        const most = Math.max(1, Math.min(Theme.portrait ? 2 : 3, Math.floor(width / (Theme.least * (language === "zh" ? 7 : 9) + Theme.px(240)))));
        const first = Math.min(most, Theme.portrait && choices.length > 5 ? 2 : 1);
        let columns = first, step = 0, least = 0;
        for (columns = first; columns <= most; columns++) {
            step = columns > 1 ? Theme.px(20) : Theme.gap;
            least = Math.max(72, Theme.px(large ? 124 : 106), (columns > 1 ? lines : 2) * Theme.least * 1.45 + Theme.px(18));
            for (let card = Math.max(least, Theme.px(172)); card >= least; card -= 4) {
                const one = leaves(rowsOf(choices, columns), card, head, height, columns, step);
                if (one.length <= 1)
                    return {leaves: one, other: 0, more: false, used: one.length ? one[0].used : 0};
            }
        }
        return {leaves: leaves(rowsOf(choices, most), least, head, less, most, step), other: 0, more: true, used: height};
    }

    Repeater {
        model: root.plan.leaves.length ? root.plan.leaves[Math.min(root.leaf, root.plan.leaves.length - 1)].heads : []

        Row {
            required property var modelData

            x: modelData.x
            y: modelData.y
            height: Theme.small * 1.5
            spacing: Theme.px(14)

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.px(8)
                height: Theme.small
                radius: width / 2
                color: Theme.gold
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: modelData.name
                font.pixelSize: Theme.small
                font.bold: true
                color: Theme.soft
            }
        }
    }
    Repeater {
        model: root.plan.leaves.length ? root.plan.leaves[Math.min(root.leaf, root.plan.leaves.length - 1)].cards : []

        ChoiceCard {
            required property var modelData

            choice: modelData.choice
            // In narrow cards all names are as large as the longest can be.
            size: modelData.w < root.width ? Theme.type(shown.language === "zh" ? 36 : 30) : Theme.label
            x: modelData.x
            y: modelData.y
            width: modelData.w
            height: modelData.h
        }
    }
    // Not a Row: it would move its buttons only with the next frame, and a finger before that would miss.
    Item {
        id: turn

        readonly property bool back: root.leaf > 0
        readonly property real room: Theme.target + Theme.gap
        readonly property real half: (width - Theme.gap) / 2

        visible: root.plan.more
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
            text: (root.leaf === root.plan.other - 1 ? shown.words.other : shown.words.more) || ""
            onClicked: root.leaf += 1
        }
    }
}
