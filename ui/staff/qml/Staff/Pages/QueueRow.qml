import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Staff.Controls

// One case that waits.
T.AbstractButton {
    id: root

    required property var line
    required property int index
    property var columns: []
    readonly property bool chosen: ListView.isCurrentItem
    readonly property color ground: chosen ? Theme.tint : index % 2 ? Theme.paper : Theme.white

    signal opened

    width: ListView.view ? ListView.view.width : 0
    height: Desk.row
    text: [line.ticket, line.item, line.cause].join(" ")
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: opened()
    onClicked: ListView.view.currentIndex = index
    onDoubleClicked: opened()
    background: Rectangle {
        color: root.ground

        Rectangle {
            visible: root.chosen
            width: Desk.px(4)
            height: parent.height
            color: Theme.gold
        }
    }
    contentItem: Item {
        Row {
            x: Desk.px(12)
            width: root.width - 2 * x
            height: root.height

            Cell { place: 0; text: root.line.ticket; font.bold: true }
            Cell { place: 1; text: root.line.item; font.pixelSize: Desk.small }
            Item {
                width: parent.width * root.columns[2]
                height: parent.height

                Tag {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.line.cause
                    look: "slate"
                }
            }
            Cell { place: 3; text: root.line.office; font.pixelSize: Desk.small }
            Cell { place: 4; text: root.line.window }
            Row {
                width: parent.width * root.columns[5]
                height: parent.height
                spacing: Desk.px(6)

                Say {
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: root.line.age
                    on: root.ground
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
                Tag {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.line.overdue ? shell.words["queue.overdue"] : ""
                    look: "red"
                }
            }
            Row {
                width: parent.width * root.columns[6]
                height: parent.height
                spacing: Desk.px(6)

                Tag {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.line.mine ? shell.words["queue.mine"] : root.line.owner
                    look: root.line.mine ? "green" : "slate"
                }
                Tag {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.line.second ? shell.words["queue.second"] : root.line.asked ? shell.words["queue.asked"] : root.line.kind === "paper" ? shell.words["queue.paper"] : root.line.urgent && !root.line.owner ? shell.words["queue.urgent"] : ""
                    look: root.line.second ? "plum" : "amber"
                }
            }
        }
    }

    component Cell: Say {
        property int place: 0

        width: parent.width * root.columns[place]
        height: parent.height
        rightPadding: Desk.px(8)
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        maximumLineCount: 2
        lineHeight: 0.9
        on: root.ground
        Accessible.ignored: true
    }
}
