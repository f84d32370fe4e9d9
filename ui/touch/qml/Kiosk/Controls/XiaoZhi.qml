import QtQuick
import Kiosk.Theme

// 小智. `mood`: idle, listening, thinking, speaking, sorry, happy; `level` moves the mouth.
// Drawn on a sheet of 480 x 480: what stands still is one picture, what moves lies on it. Calm: she breathes by
// whole pixels, blinks and now and then looks aside, so that at rest only a few frames a second are painted.
Item {
    id: root

    property string mood: "idle"
    property real level: 0
    property bool waves: false
    readonly property real s: width / 480
    readonly property color inked: "#0b2559"
    property real blink: 1
    readonly property bool lively: !Theme.still && visible
    // 0 to 1: the chest is full.
    property real breath: 0
    // -1 to 1: where the eyes look.
    property real glance: 0
    property int glances: 0
    // The mouth follows the voice softly.
    property real voice: mood === "speaking" ? level : 0
    property real lean: mood === "listening" ? 5 : mood === "sorry" ? -4 : mood === "thinking" ? -3 : 0

    implicitWidth: Theme.px(320)
    implicitHeight: width
    height: width
    Accessible.role: Accessible.Graphic
    Accessible.name: "小智"
    Accessible.description: mood

    // Every few seconds the eyes close for a moment. A timer, not an animation: nothing is painted between.
    Timer {
        interval: 3400
        repeat: true
        running: root.lively && root.mood !== "happy"
        onTriggered: {
            blinking.start();
            root.glances += 1;
            root.glance = root.mood === "idle" ? [0, 1, 0, 0, -1, 0][root.glances % 6] : 0;
        }
    }
    onMoodChanged: glance = 0
    Behavior on glance {
        enabled: root.lively
        NumberAnimation { duration: 180; easing.type: Easing.InOutSine }
    }
    Behavior on voice {
        enabled: root.lively
        NumberAnimation { duration: 80 }
    }
    SequentialAnimation on breath {
        running: root.lively
        loops: Animation.Infinite
        PauseAnimation { duration: 1500 }
        NumberAnimation { to: 1; duration: 1300; easing.type: Easing.InOutSine }
        PauseAnimation { duration: 250 }
        NumberAnimation { to: 0; duration: 1500; easing.type: Easing.InOutSine }
    }
    SequentialAnimation {
        id: blinking

        NumberAnimation { target: root; property: "blink"; to: 0.08; duration: 70 }
        PauseAnimation { duration: 50 }
        NumberAnimation { target: root; property: "blink"; to: 1; duration: 90 }
    }
    Behavior on lean {
        enabled: !Theme.still
        NumberAnimation { duration: 260; easing.type: Easing.OutBack }
    }

    // The hand that greets.
    Image {
        id: palm

        visible: root.waves
        x: 338 * root.s
        y: 318 * root.s
        width: 118 * root.s
        height: 135 * root.s
        source: art + "xiaozhi/hand.svg"
        sourceSize: Qt.size(width, height)
        transformOrigin: Item.Bottom
        rotation: 18

        SequentialAnimation on rotation {
            running: palm.visible && !Theme.still
            loops: Animation.Infinite
            PauseAnimation { duration: 5200 }
            NumberAnimation { to: 32; duration: 240; easing.type: Easing.InOutSine }
            NumberAnimation { to: 8; duration: 300; easing.type: Easing.InOutSine }
            NumberAnimation { to: 32; duration: 300; easing.type: Easing.InOutSine }
            NumberAnimation { to: 18; duration: 240; easing.type: Easing.InOutSine }
        }
    }
    Image {
        anchors.fill: parent
        source: art + "xiaozhi/body.svg"
        sourceSize: Qt.size(width, height)
    }
    Item {
        id: head

        width: parent.width
        height: parent.height
        // Whole pixels: between two of them nothing is painted.
        y: Math.round((root.mood === "sorry" ? 8 : 0) * root.s - root.breath * 7 * root.s)
        rotation: root.lean
        transformOrigin: Item.Bottom

        Image {
            anchors.fill: parent
            source: art + "xiaozhi/head.svg"
            sourceSize: Qt.size(width, height)
            smooth: true
        }
        // The ears light up with what is heard.
        Repeater {
            model: root.mood === "listening" ? [56, 424] : []

            Rectangle {
                required property int modelData

                width: 30 * root.s
                height: 58 * root.s
                radius: width / 2
                x: modelData * root.s - width / 2
                y: 262 * root.s - height / 2
                color: Theme.gold
                opacity: 0.45 + 0.55 * Math.min(1, root.level * 1.4)
                antialiasing: true
            }
        }
        Repeater {
            model: [-1, 1]

            Item {
                required property int modelData

                x: (240 + 68 * modelData + 7 * root.glance) * root.s
                y: (266 + (root.mood === "thinking" ? -6 : 0)) * root.s

                // Eye.
                Rectangle {
                    visible: root.mood !== "happy"
                    width: 42 * root.s
                    height: Math.max(5, 54 * root.s * root.blink * (root.mood === "sorry" ? 0.82 : 1))
                    x: -width / 2
                    y: -height / 2
                    radius: width / 2
                    color: root.inked
                    antialiasing: true

                    Rectangle {
                        visible: root.blink > 0.6
                        width: 15 * root.s
                        height: width
                        radius: width / 2
                        x: (root.mood === "thinking" ? 17 : 8 + 5 * root.glance) * root.s
                        y: (root.mood === "thinking" ? 5 : 9) * root.s
                        color: "#ffffff"
                        antialiasing: true
                    }
                    Rectangle {
                        visible: root.blink > 0.6
                        width: 8 * root.s
                        height: width
                        radius: width / 2
                        x: 24 * root.s
                        y: parent.height - 20 * root.s
                        color: "#8fb8f5"
                        antialiasing: true
                    }
                }
                Image {
                    visible: root.mood === "happy"
                    width: 72 * root.s
                    height: 54 * root.s
                    x: -width / 2
                    y: -height / 2
                    source: art + "xiaozhi/happy-eye.svg"
                    sourceSize: Qt.size(width, height)
                }
                // Brow.
                Rectangle {
                    visible: root.mood === "sorry" || root.mood === "thinking" || root.mood === "listening"
                    width: 40 * root.s
                    height: 8 * root.s
                    radius: height / 2
                    x: -width / 2
                    y: (root.mood === "listening" ? -46 : -42) * root.s
                    rotation: root.mood === "sorry" ? 18 * modelData : root.mood === "thinking" ? (modelData > 0 ? 6 : -12) : 6 * modelData
                    color: "#3a5a94"
                    antialiasing: true
                }
            }
        }
        // Mouth.
        Image {
            readonly property string shape: ({
                happy: "grin", sorry: "frown", thinking: "hum"
            })[root.mood] || "smile"

            visible: !mouth.visible
            x: 240 * root.s - width / 2
            y: 304 * root.s
            width: 104 * root.s
            height: 52 * root.s
            source: art + "xiaozhi/" + shape + ".svg"
            sourceSize: Qt.size(width, height)
        }
        Rectangle {
            id: mouth

            readonly property real open: Math.min(1, 0.2 + root.voice * 1.1)

            visible: root.mood === "speaking" && root.voice >= 0.06
            width: (44 + 16 * open) * root.s
            height: Math.max(6, 46 * open * root.s)
            x: 240 * root.s - width / 2
            y: 330 * root.s - height / 2
            radius: Math.min(width, height) / 2
            color: root.inked
            clip: true
            antialiasing: true

            Rectangle {
                width: parent.width * 0.6
                height: parent.height * 0.42
                x: parent.width * 0.2
                y: parent.height - height - parent.height * 0.08
                radius: height / 2
                color: "#ff7d88"
            }
        }
    }
    // Thinking: three dots that come and go.
    Row {
        visible: root.mood === "thinking"
        x: 366 * root.s
        y: 6 * root.s
        spacing: 8 * root.s

        Repeater {
            model: 3

            Rectangle {
                required property int index

                width: (16 + 5 * index) * root.s
                height: width
                radius: width / 2
                anchors.bottom: parent.bottom
                color: Theme.gold
                antialiasing: true

                SequentialAnimation on opacity {
                    running: root.mood === "thinking" && root.lively
                    loops: Animation.Infinite
                    PauseAnimation { duration: 160 * index }
                    NumberAnimation { to: 0.3; duration: 520; easing.type: Easing.InOutSine }
                    NumberAnimation { to: 1; duration: 520; easing.type: Easing.InOutSine }
                    PauseAnimation { duration: 160 * (3 - index) }
                }
            }
        }
    }
}
