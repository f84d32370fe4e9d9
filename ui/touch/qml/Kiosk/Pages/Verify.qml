import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Is this paper ours, and does it still stand? What the camera sees while it waits; then a word, a picture and a
// colour, and what to compare with the paper.
Page {
    id: root

    readonly property bool told: shown.cause !== ""
    readonly property bool live: shown.preview !== "" && !told
    readonly property var looks: ({
        current: {icon: "check", tone: Theme.green, ground: Theme.greenTint},
        revoked: {icon: "cross", tone: Theme.red, ground: Theme.redTint},
        superseded: {icon: "differs", tone: Theme.amberInk, ground: Theme.amberTint}
    })
    readonly property var look_: looks[shown.cause] || {icon: "alert", tone: Theme.slate, ground: Theme.slateTint}

    title: told ? "" : shown.title
    hint: told ? "" : shown.hint
    kicker: shown.words.verify || ""

    Panel {
        visible: !root.told && !root.live
        width: parent.width
        height: parent.height

        CardScene {
            anchors.fill: parent
            anchors.margins: Theme.px(24)
            document: "paper"
        }
    }
    CameraView {
        visible: root.live
        width: parent.width
        height: parent.height
    }
    Panel {
        id: answer

        readonly property real step: Theme.px(Theme.portrait ? 24 : 10)
        readonly property bool roomy: height > Theme.px(620)

        visible: root.told
        width: parent.width
        height: parent.height
        color: root.look_.ground
        border.color: root.look_.tone
        border.width: Theme.stroke

        Icon {
            id: sign

            anchors.horizontalCenter: parent.horizontalCenter
            y: answer.step
            edge: answer.roomy ? Math.min(Theme.px(200), answer.height * 0.2) : 0
            visible: answer.roomy
            name: root.look_.icon
            tone: root.look_.tone
        }
        Words {
            id: verdict

            y: answer.step + (sign.visible ? sign.edge + answer.step : 0)
            x: Theme.px(32)
            width: parent.width - 2 * x
            height: answer.height * 0.15
            fit: true
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: shown.title
            font.pixelSize: Theme.type(84)
            font.bold: true
            color: root.look_.tone
            on: root.look_.ground
            Accessible.role: Accessible.Heading
        }
        Words {
            id: means

            y: verdict.y + verdict.height
            x: Theme.px(32)
            width: parent.width - 2 * x
            height: answer.height * 0.2
            fit: true
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: shown.hint
            font.pixelSize: Theme.type(42)
            color: Theme.navy
            on: root.look_.ground
        }
        Repeater {
            model: root.told ? shown.guide : []

            Item {
                id: row

                required property var modelData
                required property int index
                readonly property real room: answer.height - means.y - means.height - answer.step

                x: Theme.px(32)
                width: answer.width - 2 * x
                height: Math.min(Theme.px(150), room / 3)
                y: means.y + means.height + index * height

                Rectangle {
                    width: parent.width
                    height: Theme.px(2)
                    color: Theme.line
                }
                Words {
                    id: label

                    width: Theme.type(Theme.portrait ? 220 : 170)
                    height: parent.height
                    fit: true
                    verticalAlignment: Text.AlignVCenter
                    text: row.modelData.label
                    font.pixelSize: Theme.type(36)
                    color: Theme.soft
                    on: root.look_.ground
                }
                Words {
                    x: label.width + Theme.px(16)
                    width: parent.width - x
                    height: parent.height
                    fit: true
                    verticalAlignment: Text.AlignVCenter
                    text: row.modelData.text
                    font.pixelSize: Theme.type(42)
                    font.bold: true
                    color: Theme.navy
                    on: root.look_.ground
                }
            }
        }
    }
}
