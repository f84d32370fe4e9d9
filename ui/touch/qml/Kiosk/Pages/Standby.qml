import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Nobody is there: the time, 小智, what she can do. A touch anywhere begins.
Item {
    id: root

    readonly property bool tall: Theme.portrait
    readonly property int pad: Theme.px(64)
    // At night it is dim, and nothing waves.
    readonly property color upper: shown.night ? "#020815" : Theme.heroTop
    readonly property color lower: shown.night ? "#081a3d" : Theme.heroEnd
    readonly property color bright: shown.night ? "#b9c6dd" : Theme.white
    readonly property color calmer: shown.night ? "#93a5c4" : "#e2ecfc"

    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            GradientStop { position: 0; color: root.upper }
            GradientStop { position: 0.72; color: root.lower }
            GradientStop { position: 1; color: root.lower }
        }
    }
    MouseArea {
        anchors.fill: parent
        onClicked: hand.tap("wake", "")
    }
    Item {
        anchors.fill: parent

        HeaderPill {
            id: pill

            choice: shown.always.find(c => c.kind === "language") || null
            visible: choice !== null
            width: implicitWidth
            height: implicitHeight
            x: parent.width - width - root.pad
            y: hall.y + (hall.height - height) / 2
        }
        Row {
            id: hall

            x: root.pad
            y: Theme.px(48)
            spacing: Theme.px(22)

            Rectangle {
                width: Theme.px(84)
                height: width
                radius: width / 2
                color: Theme.gold

                Icon {
                    anchors.centerIn: parent
                    edge: Theme.px(56)
                    name: "shield"
                    tone: Theme.navy
                }
            }
            Column {
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    text: shown.hall
                    Accessible.role: Accessible.Heading
                    font.pixelSize: Theme.type(46)
                    font.bold: true
                    color: root.bright
                    on: root.upper
                }
                Words {
                    text: shown.subtitle
                    font.pixelSize: Theme.small
                    color: root.calmer
                    on: root.upper
                }
            }
        }
        Column {
            id: clock

            x: root.tall ? 0 : parent.width / 2
            width: root.tall ? parent.width : parent.width / 2 - root.pad
            y: root.tall ? Theme.px(200) : Theme.px(150)

            Words {
                width: parent.width
                horizontalAlignment: root.tall ? Text.AlignHCenter : Text.AlignRight
                text: shown.time
                font.pixelSize: Theme.px(root.tall ? 190 : 110)
                font.bold: true
                color: root.bright
                on: shown.night ? root.lower : Theme.heroMid
                lineHeight: 0.86
            }
            Words {
                width: parent.width
                horizontalAlignment: root.tall ? Text.AlignHCenter : Text.AlignRight
                text: shown.date
                font.pixelSize: Theme.body
                color: root.calmer
                on: shown.night ? root.lower : Theme.heroMid
            }
        }
        Item {
            id: stagePlace

            x: root.tall ? 0 : root.pad
            width: root.tall ? parent.width : parent.width * 0.42
            y: root.tall ? clock.y + clock.height + Theme.px(36) : Theme.px(190)
            height: root.tall ? Theme.px(600) : parent.height - y - Theme.px(40)

            Repeater {
                model: [1.24, 1.08]

                Rectangle {
                    required property real modelData

                    width: face.width * modelData
                    height: width
                    radius: width / 2
                    anchors.centerIn: face
                    color: "#12ffffff"
                }
            }
            XiaoZhi {
                id: face

                width: Math.min(parent.height, parent.width * 0.8)
                anchors.centerIn: parent
                waves: !shown.night
                opacity: shown.night ? 0.62 : 1
                mood: shown.face
                level: shown.level
            }
        }
        Column {
            id: words

            x: root.tall ? root.pad : stagePlace.x + stagePlace.width + Theme.px(40)
            y: root.tall ? stagePlace.y + stagePlace.height + Theme.px(56) : clock.y + clock.height + Theme.px(Theme.large ? 10 : 30)
            width: parent.width - x - root.pad
            spacing: Theme.px(root.tall ? 24 : 16)

            Words {
                id: hint

                width: parent.width
                horizontalAlignment: root.tall ? Text.AlignHCenter : Text.AlignLeft
                text: shown.hint
                font.pixelSize: Theme.heading
                font.bold: true
                color: root.bright
                on: root.lower
            }
            Words {
                id: canDo

                visible: items.count > 0
                width: parent.width
                horizontalAlignment: root.tall ? Text.AlignHCenter : Text.AlignLeft
                text: (shown.night ? shown.words.night : shown.words.can_do) || ""
                font.pixelSize: Theme.small
                color: root.calmer
                on: root.lower
            }
            Column {
                id: flow

                width: parent.width
                spacing: Theme.px(16)

                Repeater {
                    id: items

                    // What doesn't fit is found on the next page.
                    readonly property real each: Theme.small * 1.45 * (shown.language === "zh" ? 1 : 2) + Theme.px(34)
                    readonly property real from: words.y + hint.height + canDo.implicitHeight + 2 * words.spacing

                    model: shown.choices.slice(0, Math.max(0, Math.min(4, Math.floor((begin.y - Theme.px(16) - from) / each))))

                    Chip {
                        required property var modelData

                        x: root.tall ? (flow.width - width) / 2 : 0
                        text: modelData.label
                        iconName: "items/" + modelData.id
                        most: flow.width
                        tone: shown.night ? "#0a1530" : Theme.navy
                        color: shown.night ? "#7f93b5" : "#dbe8fb"
                    }
                }
            }
        }
        Touchable {
            id: begin

            readonly property color ground: shown.night ? "#a58c4a" : down ? Theme.goldDown : Theme.gold
            readonly property color tone: shown.night ? "#05060a" : Theme.navy

            text: shown.words.begin || shown.title
            onClicked: hand.tap("wake", "")
            width: Math.min(parent.width - 2 * root.pad, Theme.px(root.tall ? 720 : 620))
            height: Theme.action
            x: root.tall ? (parent.width - width) / 2 : words.x
            y: parent.height - height - Theme.px(root.tall ? 84 : 56)
            background: Rectangle {
                radius: height / 2
                color: begin.ground
            }
            contentItem: Item {
                Row {
                    anchors.centerIn: parent
                    spacing: Theme.px(18)

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        edge: Theme.px(66)
                        name: "tap"
                        tone: begin.tone
                    }
                    Words {
                        anchors.verticalCenter: parent.verticalCenter
                        text: begin.text
                        font.pixelSize: Theme.type(50)
                        font.bold: true
                        color: begin.tone
                        on: begin.ground
                    }
                }
            }
        }
    }
}
