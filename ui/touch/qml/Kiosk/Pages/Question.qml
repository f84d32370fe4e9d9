import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A question of the item: answered aloud, with buttons, or with keys. What is typed lives in the view-model and
// leaves the window as one value, with "done".
Page {
    id: root

    readonly property bool keyed: ["digits", "plate", "date"].indexOf(shown.asks) >= 0
    // The keys in few rows, what is typed beside the two buttons: within reach, or lying.
    readonly property bool tall: Theme.portrait && !Theme.low
    readonly property bool signs: shown.asks === "plate"

    actions: []
    // Large keys are worth more than a hint that 小智 has just spoken.
    hint: keyed && (Theme.large || Theme.low) ? "" : shown.hint

    // Yes or no: two large answers.
    Item {
        id: two

        visible: shown.asks === "yes_no"
        width: parent.width
        height: Math.min(parent.height, Theme.px(460))
        y: Math.max(0, (parent.height - height) / 2 - Theme.px(40))

        Repeater {
            model: two.visible ? shown.choices : []

            BigAnswer {
                required property var modelData
                required property int index

                choice: modelData
                main: index === 0
                width: (two.width - (shown.choices.length - 1) * Theme.gap) / Math.max(1, shown.choices.length)
                height: two.height
                x: index * (width + Theme.gap)
            }
        }
    }
    // One of several.
    ChoiceCards {
        visible: shown.asks === "choice"
        width: parent.width
        height: parent.height
        choices: visible ? shown.choices : []
    }
    // A number of months: one touch.
    Item {
        id: months

        readonly property int columns: Theme.portrait ? 3 : 4
        readonly property int rows: Math.ceil(shown.choices.length / columns)

        visible: shown.asks === "months"
        width: parent.width
        height: Math.min(parent.height, rows * Theme.px(190))

        Repeater {
            model: months.visible ? shown.choices : []

            Touchable {
                id: month

                required property var modelData
                required property int index

                choice: modelData
                width: (months.width - (months.columns - 1) * Theme.px(20)) / months.columns
                height: (months.height - (months.rows - 1) * Theme.px(20)) / Math.max(1, months.rows)
                x: (index % months.columns) * (width + Theme.px(20))
                y: Math.floor(index / months.columns) * (height + Theme.px(20))
                background: Panel {
                    color: month.down ? Theme.tintDown : Theme.white
                    border.color: month.down || month.visualFocus ? Theme.blue : Theme.line
                }
                contentItem: Words {
                    fit: true
                    text: month.text
                    font.pixelSize: Theme.type(52)
                    font.bold: true
                    color: Theme.navy
                    on: Theme.white
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                }
            }
        }
    }
    // Keys.
    TypedCells {
        id: display

        visible: root.keyed
        width: root.tall ? parent.width : parent.width - 2 * (erase.width + Theme.gap)
        height: root.tall ? Theme.px(170) : Theme.action
    }
    KeyPad {
        id: pad

        visible: root.keyed
        y: display.height + Theme.gap
        width: parent.width
        height: (root.tall ? erase.y - Theme.gap : parent.height - (near.count ? Theme.action + Theme.gap : 0)) - y
        columns: root.signs ? (Theme.low ? 9 : root.tall ? 7 : 11) : root.tall ? 3 : 5
        keys: !visible ? [] : root.signs || !root.tall ? shown.board.split("") : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", ""]
        able: shown.keys
        onTyped: key => shown.press(key)
    }
    // Days that one touch names: in the free corners of the keys, or below them.
    Repeater {
        id: near

        model: shown.asks === "date" ? shown.choices : []

        PrimaryButton {
            required property var modelData
            required property int index

            readonly property real cell: (pad.height - 3 * pad.gap) / 4

            choice: modelData
            look: "secondary"
            width: root.tall ? (pad.width - 2 * pad.gap) / 3 : (pad.width - Theme.gap) / 2
            height: root.tall ? cell : Theme.action
            x: index * (pad.width - width)
            y: pad.y + pad.height + (root.tall ? -cell : Theme.gap)
        }
    }
    PrimaryButton {
        id: erase

        visible: root.keyed
        x: root.tall ? 0 : parent.width - 2 * width - Theme.gap
        y: root.tall ? parent.height - height - Theme.px(8) : 0
        width: root.tall ? (parent.width - Theme.gap) / 2 : Theme.px(Theme.low ? 220 : Theme.large ? 260 : 230)
        height: Theme.action
        look: "secondary"
        size: Theme.low ? Theme.body : Theme.label
        iconName: Theme.low ? "" : "delete"
        text: shown.words.delete || ""
        onClicked: shown.erase()
    }
    PrimaryButton {
        visible: root.keyed
        x: parent.width - width
        y: erase.y
        width: erase.width
        height: Theme.action
        enabled: shown.whole
        look: enabled ? "primary" : "secondary"
        size: erase.size
        iconName: Theme.low ? "" : "check"
        text: shown.words.done || ""
        onClicked: hand.tap("value", shown.take())
    }
}
