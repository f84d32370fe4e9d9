import QtQuick
import Kiosk.Theme
import Staff.Controls

// All keys, those of the page first.
Dialog {
    id: root

    readonly property var general: [
        { key: "Ctrl+1 … 9", does: shell.words["help.pages"] },
        { key: "Ctrl+L", does: shell.words["help.lock"] },
        { key: "Ctrl+E", does: shell.words["help.language"] },
        { key: "F1", does: shell.words["help.help"] },
        { key: "Tab / Shift+Tab", does: shell.words["help.tab"] },
        { key: "Esc", does: shell.words["help.escape"] }
    ]

    title: shell.words["help.heading"]

    Column {
        width: parent.width
        spacing: Desk.px(8)

        Repeater {
            model: root.visible ? (shell.page.keys || []).concat(root.general) : []

            Item {
                required property var modelData

                width: parent.width
                height: Math.max(cap.height, what.implicitHeight)

                Tag {
                    id: cap

                    text: parent.modelData.key
                    look: "slate"
                }
                Say {
                    id: what

                    x: Desk.px(170)
                    width: parent.width - x
                    text: parent.modelData.does
                }
            }
        }
    }
}
