import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Help: the number to call, an officer on the way.
Rectangle {
    id: root

    readonly property bool tall: Theme.portrait

    gradient: Gradient {
        GradientStop { position: 0; color: Theme.redDeep }
        GradientStop { position: 1; color: Theme.red }
    }

    Row {
        x: parent.width - width - Theme.margin
        y: Theme.low ? bar.y - height - Theme.px(20) : Theme.px(40)
        spacing: Theme.px(20)

        Repeater {
            model: shown.always.filter(c => c.id === "repeat" || c.kind === "language")

            HeaderPill {
                required property var modelData

                choice: modelData
                width: implicitWidth
                height: implicitHeight
            }
        }
    }
    // When the page clears by itself; a touch gives more time.
    Countdown {
        x: Theme.margin
        y: Theme.low ? bar.y - height - Theme.px(8) : Theme.px(28)
        label: shown.words["counts.clear"] || ""
        tone: Theme.white
        ground: Theme.redDeep
        ink: Theme.white
    }
    Icon {
        id: alarm

        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.px(root.tall ? 150 : 50)
        edge: Theme.px(root.tall ? 260 : 150)
        name: "alert"
        tone: Theme.white
    }
    Words {
        id: title

        anchors.top: alarm.bottom
        x: Theme.margin
        width: parent.width - 2 * x
        horizontalAlignment: Text.AlignHCenter
        text: shown.title
        font.pixelSize: Theme.type(80)
        font.bold: true
        color: Theme.white
        on: Theme.red
        Accessible.role: Accessible.Heading
    }
    Words {
        id: number

        anchors.top: title.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        text: shown.words["emergency.number"] || ""
        font.pixelSize: Theme.px(root.tall ? 460 : 250)
        font.bold: true
        color: Theme.white
        on: Theme.red
        lineHeight: 0.85
    }
    Words {
        anchors.top: number.bottom
        anchors.bottom: officer.top
        x: Theme.margin
        width: parent.width - 2 * x
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: root.tall ? Text.AlignTop : Text.AlignVCenter
        fit: true
        text: shown.hint
        font.pixelSize: Theme.type(58)
        font.bold: true
        color: Theme.white
        on: Theme.red
    }
    XiaoZhi {
        id: officer

        visible: root.tall
        anchors.horizontalCenter: parent.horizontalCenter
        width: root.tall ? Theme.px(330) : 0
        anchors.bottom: bar.top
        anchors.bottomMargin: Theme.px(root.tall ? 60 : 10)
        mood: shown.face === "idle" ? "listening" : shown.face
        level: shown.level
    }
    ActionBar {
        id: bar

        x: root.tall ? Theme.margin : (parent.width - width) / 2
        width: root.tall ? parent.width - 2 * Theme.margin : Theme.px(700)
        height: implicitHeight
        y: parent.height - height - Theme.px(root.tall ? 70 : 40)
        choices: shown.choices
        look: "danger"
    }
}
