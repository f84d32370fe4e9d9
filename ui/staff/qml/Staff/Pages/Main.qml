import QtQuick
import QtQuick.Window
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The officer's window: who is signed in above, the pages on the left, the page, what is told at the foot.
Window {
    id: window

    readonly property bool open: session.phase === "in"

    title: shell.words["title"]
    color: Theme.paper
    minimumWidth: 1280
    minimumHeight: 720

    Binding { target: Desk; property: "unit"; value: Math.max(0.9, Math.min(1.3, window.width / 1366, window.height / 768)) }
    Binding { target: Theme; property: "portrait"; value: false }
    Binding { target: Theme; property: "unit"; value: Desk.unit }
    Binding { target: Theme; property: "still"; value: still }

    Rectangle {
        id: top

        width: parent.width
        height: Desk.px(52)
        visible: window.open
        color: Theme.navy

        Say {
            x: Desk.margin
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: shell.words["title"]
            font.pixelSize: Desk.label
            font.bold: true
            color: Theme.white
            on: Theme.navy
            wrapMode: Text.NoWrap
        }
        Row {
            anchors.right: parent.right
            anchors.rightMargin: Desk.px(12)
            anchors.verticalCenter: parent.verticalCenter
            spacing: Desk.px(10)

            Say {
                anchors.verticalCenter: parent.verticalCenter
                text: shell.day + "  " + shell.time
                font.pixelSize: Desk.small
                color: Theme.white
                on: Theme.navy
                wrapMode: Text.NoWrap
            }
            Rectangle {
                objectName: "who"
                anchors.verticalCenter: parent.verticalCenter
                width: who.implicitWidth + Desk.px(28)
                height: Desk.px(36)
                radius: Desk.px(18)
                color: session.glass ? Theme.red : Theme.white

                Say {
                    id: who

                    anchors.centerIn: parent
                    text: session.name + "  ·  " + session.roles.join("、") + (session.glass ? "  ·  " + shell.words["glass"] : "")
                    font.bold: true
                    wrapMode: Text.NoWrap
                    color: session.glass ? Theme.white : Theme.navy
                    on: parent.color
                }
            }
            Push {
                text: shell.words["language"]
                onClicked: shell.turn_language()
            }
            Push {
                text: shell.words["lock"]
                iconName: "lock"
                hint: "Ctrl+L"
                onClicked: session.lock()
            }
            Push {
                text: shell.words["sign_out"]
                iconName: "door"
                onClicked: session.sign_out()
            }
        }
    }
    Rectangle {
        id: side

        y: top.height
        width: Desk.px(196)
        height: parent.height - y
        visible: window.open
        color: Theme.navy

        Column {
            y: Desk.px(10)
            width: parent.width

            Repeater {
                model: shell.pages

                NavItem {
                    required property var modelData

                    width: side.width
                    text: modelData.name
                    iconName: modelData.icon
                    hint: modelData.key
                    on: modelData.id === shell.current
                    onClicked: shell.go(modelData.id)
                }
            }
        }
        Push {
            x: Desk.px(12)
            width: parent.width - 2 * x
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Desk.px(12)
            text: shell.words["keys"]
            hint: "F1"
            onClicked: keySheet.visible = true
        }
    }
    Loader {
        id: page

        objectName: "page"
        focus: window.open
        x: side.width
        y: top.height
        width: parent.width - x
        height: foot.y - y
        visible: window.open
        enabled: !keySheet.visible
        onLoaded: item.forceActiveFocus()

        function show() {
            if (shell.page.file)
                setSource(shell.page.file, { model: shell.model_now });
            else
                source = "";
        }
    }
    Connections {
        target: shell
        function onPageChanged() {
            keySheet.visible = false;
            page.show();
        }
    }
    Connections {
        target: session
        function onChanged() {
            if (window.open && page.item && !page.activeFocus && !keySheet.visible)
                page.item.forceActiveFocus();
        }
    }
    Say {
        anchors.centerIn: page
        visible: window.open && shell.pages.length === 0
        text: shell.words["page.none"]
        on: Theme.paper
        font.pixelSize: Desk.label
    }
    Rectangle {
        id: foot

        x: side.width
        y: parent.height - height
        width: parent.width - x
        height: Desk.px(34)
        visible: window.open
        color: told.text === "" || shell.toldKind === "note" ? Theme.slateTint : shell.toldKind === "done" ? Theme.green : Theme.red

        Say {
            id: told

            x: Desk.margin
            width: Math.min(implicitWidth, parent.width - line.width - 3 * Desk.margin - (back.visible ? back.width : 0))
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
            wrapMode: Text.NoWrap
            text: session.warning || shell.told
            font.bold: true
            color: foot.color === Theme.slateTint ? Theme.ink : Theme.white
            on: foot.color
            Accessible.role: Accessible.AlertMessage
        }
        Push {
            id: back

            x: told.x + told.width + Desk.px(16)
            height: parent.height - Desk.px(4)
            anchors.verticalCenter: parent.verticalCenter
            visible: shell.canUndo
            text: shell.words["undo"]
            hint: "Ctrl+Z"
            onClicked: shell.undo()
        }
        Row {
            id: line

            anchors.right: parent.right
            anchors.rightMargin: Desk.margin
            height: parent.height
            spacing: Desk.px(8)

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Desk.px(12)
                height: width
                radius: width / 2
                border.width: Desk.stroke
                border.color: Theme.white
                color: shell.live ? Theme.green : Theme.red
            }
            Say {
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: shell.line
                font.pixelSize: Desk.small
                wrapMode: Text.NoWrap
                color: foot.color === Theme.slateTint ? Theme.ink : Theme.white
                on: foot.color
            }
        }
    }
    KeySheet {
        id: keySheet

        onClosed: {
            visible = false;
            if (page.item)
                page.item.forceActiveFocus();
        }
        onVisibleChanged: if (visible) forceActiveFocus()
    }
    SignInSheet {
        id: signIn

        anchors.fill: parent
        visible: !window.open
        z: 20
        Component.onCompleted: take()
    }

    Shortcut { sequence: "Ctrl+L"; enabled: window.open; onActivated: session.lock() }
    Shortcut { sequence: "Ctrl+Z"; enabled: window.open && shell.canUndo; onActivated: shell.undo() }
    Shortcut { sequence: "Ctrl+E"; onActivated: shell.turn_language() }
    Shortcut { sequence: "F1"; enabled: window.open; onActivated: keySheet.visible = true }
    Repeater {
        model: 9

        Item {
            id: jump

            required property int index

            Shortcut {
                sequence: "Ctrl+" + (jump.index + 1)
                enabled: window.open && !keySheet.visible
                onActivated: shell.go_to(jump.index + 1)
            }
        }
    }
}
