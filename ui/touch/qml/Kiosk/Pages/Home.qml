import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Say it, or find it: by what happened, by department, by the first letters.
Page {
    id: root

    readonly property var ways: [
        {id: "happened", icon: "alert", text: shown.words["find.happened"]},
        {id: "department", icon: "shield", text: shown.words["find.department"]},
        {id: "letters", icon: "type", text: shown.words["find.letters"]}
    ]
    readonly property real below: tabs.height + Theme.px(Theme.portrait ? 26 : 14)
    readonly property real room: area.height - below
    // Results beside the keys, where there is no room above them.
    readonly property bool split: !Theme.portrait || Theme.low

    kicker: ""
    // The room is for finding; 小智 has greeted already.
    title: ""
    hint: Theme.portrait ? shown.hint : ""
    actions: []

    Item {
        id: tabs

        width: parent.width
        height: Theme.target

        Repeater {
            model: root.ways

            Tab {
                required property var modelData
                required property int index

                x: index * (width + Theme.px(18))
                width: (tabs.width - 2 * Theme.px(18)) / 3
                height: tabs.height
                text: modelData.text || ""
                iconName: Theme.portrait && (Theme.large || shown.language !== "zh") ? "" : modelData.icon
                on: shown.way === modelData.id
                onClicked: shown.find(modelData.id)
            }
        }
    }
    // What happened.
    Item {
        id: happened

        readonly property int columns: Theme.portrait ? 2 : 3
        // A paper is checked without finding an item; its card stands with the others.
        readonly property var cards: shown.happenings.length ? [...shown.happenings, {id: "verify", kind: "command", label: shown.words.verify || "", group: shown.words["verify.example"] || ""}] : []
        readonly property int rows: Math.ceil(cards.length / columns)
        readonly property real step: Theme.px(Theme.portrait ? 20 : 14)

        visible: shown.way === "happened"
        y: root.below
        width: parent.width
        height: Math.min(root.room, rows * Theme.px(190))

        Repeater {
            model: happened.visible ? happened.cards : []

            HappenedCard {
                required property var modelData
                required property int index

                choice: modelData
                width: (happened.width - (happened.columns - 1) * happened.step) / happened.columns
                height: (happened.height - (happened.rows - 1) * happened.step) / Math.max(1, happened.rows)
                x: (index % happened.columns) * (width + happened.step)
                y: Math.floor(index / happened.columns) * (height + happened.step)
            }
        }
    }
    // By department.
    Item {
        visible: shown.way === "department"
        y: root.below
        width: parent.width
        height: root.room

        Item {
            id: groups

            width: parent.width
            height: Math.max(Theme.least * 3.4, Theme.target * 0.94)

            Repeater {
                model: shown.way === "department" ? shown.groups : []

                Tab {
                    required property var modelData
                    required property int index

                    width: (groups.width - (shown.groups.length - 1) * Theme.px(14)) / Math.max(1, shown.groups.length)
                    height: groups.height
                    x: index * (width + Theme.px(14))
                    size: Theme.type(34)
                    text: modelData.name
                    on: modelData.on
                    onClicked: shown.within(modelData.name)
                }
            }
        }
        ChoiceCards {
            y: groups.height + Theme.px(Theme.portrait ? 22 : 12)
            width: parent.width
            height: parent.height - y
            choices: shown.way === "department" ? shown.found : []
        }
    }
    // By letters.
    Item {
        visible: shown.way === "letters"
        y: root.below
        width: parent.width
        height: root.room

        Panel {
            id: typed

            width: parent.width - erase.width - Theme.px(18)
            height: Theme.target
            border.color: Theme.blue
            border.width: Theme.stroke
            Accessible.role: Accessible.StaticText
            Accessible.name: spelled.text

            Words {
                id: spelled

                anchors.fill: parent
                anchors.leftMargin: Theme.px(28)
                anchors.rightMargin: Theme.px(20)
                verticalAlignment: Text.AlignVCenter
                fit: true
                text: shown.spelled ? shown.spelled.split("").join(" ") : shown.words["find.type"] || ""
                font.pixelSize: shown.spelled ? Theme.type(60) : Theme.type(34)
                font.bold: shown.spelled !== ""
                color: shown.spelled ? Theme.navy : Theme.soft
                on: Theme.white
            }
        }
        PrimaryButton {
            id: erase

            x: parent.width - width
            width: Theme.px(Theme.large ? 270 : 230)
            height: Theme.target
            look: "secondary"
            size: Theme.body
            iconName: "delete"
            text: shown.words.delete || ""
            onClicked: shown.spell("")
        }
        ChoiceCards {
            id: results

            y: typed.height + Theme.px(16)
            width: root.split ? parent.width * 0.46 - Theme.gap : parent.width
            height: root.split ? parent.height - y : (parent.height - y) * 0.5
            choices: shown.way === "letters" ? shown.found : []
        }
        KeyPad {
            readonly property real tall: parent.height - results.y - (root.split ? 0 : results.height + Theme.px(16))

            visible: shown.way === "letters"
            x: root.split ? parent.width * 0.46 : 0
            y: parent.height - height
            width: parent.width - x
            height: Math.min(tall, Theme.px(540))
            columns: root.split ? 6 : 7
            keys: visible ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("") : []
            able: shown.letters
            onTyped: key => shown.spell(key)
        }
    }
}
