import QtQuick
import Kiosk.Theme

// What is typed so far, sign by sign in groups: what is missing is a line, the next one is blue.
Panel {
    id: root

    readonly property var groups: shown.typedGroups
    readonly property bool plate: shown.asks === "plate"
    // After each group: a dot on a plate, year, month and day of a date.
    readonly property var after: plate ? ["·", ""] : shown.asks === "date" ? [shown.words["year"] || "", shown.words["month"] || "", shown.words["day"] || ""] : []
    readonly property int count: groups.reduce((n, g) => n + g.length, 0) + (ghost ? 1 : 0)
    // The eighth sign of a new energy plate is shown as a place that may stay empty.
    readonly property bool ghost: plate && groups.length > 1 && groups[0].length + groups[1].length < 8
    readonly property real between: Theme.px(26) + (after.some(a => a !== "") ? Theme.type(44) : 0)
    readonly property real one: Math.min(Theme.px(92), (width - Theme.px(48) - groups.length * between) / Math.max(1, count))

    border.color: Theme.blue
    border.width: Theme.stroke
    Accessible.role: Accessible.StaticText
    // Nothing typed has a name, too.
    Accessible.name: groups.join(" ").trim() || "—"

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        height: parent.height
        visible: root.count > 0

        Repeater {
            model: root.groups

            Row {
                id: group

                required property string modelData
                required property int index
                readonly property int from: root.groups.slice(0, index).reduce((n, g) => n + g.length, 0)

                height: parent.height

                Repeater {
                    model: Array.from(group.modelData)

                    Item {
                        required property string modelData
                        required property int index
                        readonly property bool next: group.from + index === shown.typed.length

                        width: root.one
                        height: parent.height

                        Words {
                            width: parent.width
                            height: parent.height
                            fit: true
                            horizontalAlignment: Text.AlignHCenter
                            verticalAlignment: Text.AlignVCenter
                            text: parent.modelData.trim()
                            font.pixelSize: Theme.type(Theme.portrait ? 76 : 58)
                            font.bold: true
                            color: Theme.navy
                            on: Theme.white
                        }
                        Rectangle {
                            anchors.horizontalCenter: parent.horizontalCenter
                            width: parent.width - Theme.px(14)
                            height: Theme.px(parent.next ? 8 : 4)
                            radius: height / 2
                            y: parent.height * 0.84 - height / 2
                            color: parent.next ? Theme.blue : parent.modelData.trim() === "" ? "#8fa6c8" : Theme.line
                        }
                    }
                }
                Words {
                    width: root.between
                    height: parent.height
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    text: root.after[group.index] || ""
                    font.pixelSize: Theme.type(40)
                    font.bold: true
                    color: Theme.soft
                    on: Theme.white
                    visible: group.index < root.groups.length - 1 || text !== ""
                }
            }
        }
        Item {
            visible: root.ghost
            width: visible ? Math.max(root.one, Theme.type(28) * 3.3) : 0
            height: parent.height

            Words {
                width: parent.width
                height: parent.height
                fit: true
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: shown.words["new_energy"] || ""
                font.pixelSize: Theme.least
                color: Theme.soft
                on: Theme.white
            }
        }
    }
    Words {
        visible: root.count === 0
        anchors.fill: parent
        anchors.margins: Theme.px(8)
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        text: "—"
        font.pixelSize: Theme.type(60)
        color: Theme.soft
        on: Theme.white
    }
}
